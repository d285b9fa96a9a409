// A visit with more than one engineer: who leads, and whom to call.
import { listed, t } from '../../shared/i18n';
import { Icon } from '../../shared/icon';
import { joins } from '../crew';
import type { View } from '../model';

export function CrewNote({ view }: { view: View }) {
  const { crew } = view;
  if (!crew || view.ended_at) return null;
  const names = listed(crew.others.map(({ name }) => name));
  const people = [...(joins(view) && crew.lead ? [crew.lead] : []), ...crew.others];
  return (
    <section class="card" data-crew={crew.joins ? 'joins' : 'leads'}>
      <h2>
        {crew.joins
          ? crew.lead
            ? t('crew.you_join', { name: crew.lead.name })
            : t('crew.you_join_nobody')
          : t('crew.you_lead', { names })}
      </h2>
      {crew.joins && crew.lead && <p class="soft">{t('crew.lead_says', { name: crew.lead.name })}</p>}
      <div class="pair">
        {people.map(({ name, phone }) => (
          <a key={name} class="button big" href={`tel:${phone.replace(/\s/g, '')}`}>
            <Icon name="phone" />
            <span class="short">{name}</span>
          </a>
        ))}
      </div>
    </section>
  );
}
