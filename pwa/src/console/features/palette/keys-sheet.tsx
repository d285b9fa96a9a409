// All keys on one sheet, in groups.
import { useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { COMMANDS, type Command } from '../../app/commands';
import { allowed } from '../../app/session';
import { Modal } from '../../ui/modal';
import { groupOf, inGroups } from './groups';
import { sheet } from './state';

export function KeysSheet() {
  const here = useRef<HTMLDialogElement>(null);
  const rows = Object.values<Command>(COMMANDS).filter((row) => row.hint && (!row.permission || allowed(row.permission)));
  return (
    <Modal
      here={here}
      label={t('console.keys')}
      class="keys-sheet"
      onClose={() => {
        sheet.value = null;
      }}
    >
      <header class="spread">
        <h2>{t('console.keys')}</h2>
        <button type="button" class="plain" aria-label={t('detail.close')} onClick={() => here.current?.close()}>
          <Icon name="x" />
        </button>
      </header>
      <div class="key-groups">
        {inGroups(rows, groupOf).map(([name, commands]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {commands.map((row) => (
                <div key={row.label + row.hint}>
                  <dt>{t(row.label)}</dt>
                  <dd>
                    <kbd>{row.hint}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
