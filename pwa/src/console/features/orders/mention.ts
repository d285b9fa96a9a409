// Colleagues by an @ and their name in a text.
interface Named {
  id: string;
  name: string;
}

const FEW = 6;
const BEGUN = /(?:^|[\s(（，、。])@([^@\n]{0,40})$/u;

/** The name that is being typed; null where none is. */
export function begun(text: string): string | null {
  const name = BEGUN.exec(text)?.[1];
  return name === undefined || /\s$/.test(name) ? null : name;
}

/** Who may be meant: any part of their name begins so. */
export function named<T extends Named>(people: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase();
  return people
    .filter(({ name }) => [name, ...name.split(/\s+/)].some((part) => part.toLowerCase().startsWith(wanted)))
    .slice(0, FEW);
}

/** With the whole name in place of what was typed of it. */
export function withName(text: string, name: string): string {
  return `${text.slice(0, text.lastIndexOf('@'))}@${name} `;
}

/** Of two names of which one begins as the other, only the longer one that stands there. */
export function mentionedIn(text: string, people: readonly Named[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const { id, name } of people.toSorted((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(`@${name}`)) continue;
    found.push(id);
    rest = rest.replaceAll(`@${name}`, '');
  }
  return found;
}
