// The customer's own page: its address is made here, shown, and copied.
import { useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { attempt, toast } from '../../app/toast';
import { makeCustomerLink } from '../../data/orders';

export function CustomerLink({ id }: { id: string }) {
  const [url, setUrl] = useState('');
  const make = async () => {
    const made = await attempt(() => makeCustomerLink(id));
    if (!made) return;
    setUrl(made.url);
    const copied = await navigator.clipboard?.writeText(made.url).then(
      () => true,
      () => false,
    );
    if (copied) toast.value = { text: t('detail.link_made') };
  };
  if (url)
    return (
      <input
        class="link"
        readOnly
        value={url}
        aria-label={t('detail.link_show')}
        onFocus={(event) => event.currentTarget.select()}
      />
    );
  return (
    <button type="button" onClick={() => void make()}>
      <Icon name="link" /> {t('detail.link')}
    </button>
  );
}
