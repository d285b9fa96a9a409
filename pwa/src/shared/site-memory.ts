// What may be known of a place, as the server takes it (sites/rules.py).
export const FIELDS = ['entry', 'parking', 'dead_zones', 'who_signs'] as const;
export type Field = (typeof FIELDS)[number];

/** base is what stood there, settles are the proposals that the writer saw and decided about. */
export interface Edit {
  field: Field;
  base: string;
  value: string;
  settles: string[];
}
