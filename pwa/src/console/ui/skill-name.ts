// What a skill is called: as the organisation named it; of those that are shipped and nobody named, in the reader's language.
import { td } from '../../shared/i18n';

export function skillName(code: string, name = code): string {
  return name === code ? td('skill', code) : name;
}
