// What another part of the panel asks to open among an order's actions: an action by its name, or the form that puts it right.
import { signal } from '@preact/signals';

export const EDIT = 'edit';
export const asked = signal('');
