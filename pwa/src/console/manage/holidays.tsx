import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import type { Calendar } from '../../shared/domain.gen';
import { language, listed, t } from '../../shared/i18n';
import { countriesIn } from '../countries';
import { attempt } from '../store';

export interface Wanted {
  country: string;
  region: string | null;
  years: number[];
}

interface Props {
  calendar: Calendar;
  may: boolean;
  onFill: (wanted: Wanted) => void;
}

/** Chosen and filled into the draft that is on the screen; what is in force changes by publishing alone. */
export function Holidays({ calendar, may, onFill }: Props) {
  const [countries, setCountries] = useState<string[]>([]);
  const year = new Date().getFullYear();
  const [country, setCountry] = useState(calendar.country ?? 'CN');
  const [region, setRegion] = useState(calendar.region ?? '');
  const [regions, setRegions] = useState<Schemas['Region'][]>([]);
  useEffect(() => {
    setRegions([]);
    void attempt(() => ask<Schemas['Region'][]>(`/api/holiday-regions?country=${country}`)).then((found) =>
      setRegions(found ?? []),
    );
  }, [country]);
  useEffect(() => {
    void attempt(() => ask<string[]>('/api/holiday-countries')).then((found) => setCountries(found ?? []));
  }, []);
  const unknown = calendar.country ? [year, year + 1].filter((each) => !calendar.years.includes(each)) : [];
  const wanted = { country, region: region || null, years: [year - 1, year, year + 1] };
  return (
    <>
      {unknown.length > 0 && <p class="note warn">{t('calendars.unknown', { years: listed(unknown.map(String)) })}</p>}
      {may && (
        <div class="publish">
          <label>
            {t('calendars.country')}
            <select
              name="holiday_country"
              value={country}
              onChange={(event) => {
                setCountry(event.currentTarget.value);
                setRegion('');
              }}
            >
              {countriesIn(language.value, countries).map((each) => (
                <option key={each.code} value={each.code}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
          {regions.length > 0 && (
            <label>
              {t('calendars.region')}
              <select name="holiday_region" value={region} onChange={(event) => setRegion(event.currentTarget.value)}>
                <option value="">{t('calendars.no_region')}</option>
                {regions.map((each) => (
                  <option key={each.code} value={each.code}>
                    {each.name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="button" data-fill onClick={() => onFill(wanted)}>
            {t('calendars.fill', { from: year - 1, to: year + 1 })}
          </button>
        </div>
      )}
      {may && regions.length > 0 && !region && <p class="note warn">{t('calendars.region_missing')}</p>}
    </>
  );
}
