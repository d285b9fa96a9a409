// Why a visit goes to somebody, asked after it was put down; where nothing has to be said, it is given at once.
import { useEffect } from 'preact/hooks';
import { useWhy, WhyField } from '../assign/why';
import { asked, give } from './let-go';

export function Question() {
  const what = asked.value;
  return what && <Why key={what.line.id + what.person.engineer_id} what={what} />;
}

function Why({ what }: { what: NonNullable<typeof asked.value> }) {
  const why = useWhy(what.line, what.moving, (_, said) => give(what, said));
  useEffect(() => void why.ask(what.person), []);
  const leave = () => {
    why.leave();
    asked.value = null;
  };
  return (
    <div class={`tl-why card ${why.asking ? '' : 'quiet'}`} data-why>
      {why.asking && <WhyField why={{ ...why, leave }} moving={what.moving} />}
    </div>
  );
}
