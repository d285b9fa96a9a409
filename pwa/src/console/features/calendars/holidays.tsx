// Public holidays of a country or region, for the draft of a calendar.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import type { Calendar } from '../../../shared/domain.gen';
import { language, listed, t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { holidayCountries, holidayRegions, type Wanted } from '../../data/rules';
import { countriesIn } from '../../ui/countries';
import { Select } from '../../ui/select';

interface Props {
  calendar: Calendar;
  may: boolean;
  onFill: (wanted: Wanted) => void;
}

/** Chosen and filled into the draft that is on the screen; what is in force changes by publishing alone. */
export function Holidays({ calendar, may, onFill }: Props) {
  const year = new Date().getFullYear();
  const [country, setCountry] = useState(calendar.country ?? 'CN');
  const [region, setRegion] = useState(calendar.region ?? '');
  const { countries, regions } = useChoices(country);
  const unknown = calendar.country ? [year, year + 1].filter((each) => !calendar.years.includes(each)) : [];
  const wanted = { country, region: region || null, years: [year - 1, year, year + 1] };
  return (
    <>
      {unknown.length > 0 && <p class="note warn">{t('calendars.unknown', { years: listed(unknown.map(String)) })}</p>}
      {may && (
        <div class="publish">
          <Select
            label={t('calendars.country')}
            name="holiday_country"
            value={country}
            options={countriesIn(language.value, countries).map((each) => [each.code, each.name])}
            onChange={(code) => {
              setCountry(code);
              setRegion('');
            }}
          />
          {regions.length > 0 && (
            <Select
              label={t('calendars.region')}
              name="holiday_region"
              value={region}
              options={[['', t('calendars.no_region')], ...regions.map((each): [string, string] => [each.code, each.name])]}
              onChange={setRegion}
            />
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

function useChoices(country: string) {
  const [countries, setCountries] = useState<string[]>([]);
  const [regions, setRegions] = useState<Schemas['Region'][]>([]);
  useEffect(() => {
    setRegions([]);
    void attempt(() => holidayRegions(country)).then((found) => setRegions(found ?? []));
  }, [country]);
  useEffect(() => {
    void attempt(holidayCountries).then((found) => setCountries(found ?? []));
  }, []);
  return { countries, regions };
}
