import { expect, test } from 'vitest';
import cases from '../../../tests/parts/fitted_cases.json';
import { type Fits, type Pile, shown, withFitted } from './fitted';
import type { PartLine, StockLine } from './model';

// The same cases as tests/parts/test_fitted.py.
type Row = [number: string, name: string, serial: string, quantity: number];
const line = ([number, name, serial, quantity]: Row): StockLine => ({ number, name, serial, quantity });
const part = (row: Row): PartLine => ({ direction: 'in', ...line(row) });
const pile = ([number, name, quantity]: [string, string, number]): Pile => ({ number, name, quantity });

interface Case {
  is: string;
  car: Row[];
  fits: Row[];
  lies: Row[];
  said?: Row[];
  used?: [string, string, number][];
  here?: [string, string, number][];
  road?: [string, string, number][];
}

test.each(cases as unknown as Case[])('$is', ({ car, fits, lies, said = [], used = [], here = [], road = [] }) => {
  const report: Fits = {
    parts: fits.map(part),
    before: said.map(part),
    used: used.map(pile),
    here: here.map(pile),
    road: road.map(pile),
  };
  const sorted = (lines: StockLine[]) => lines.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  expect(sorted(shown(withFitted(car.map(line), report)))).toEqual(sorted(lies.map(line)));
});

test('what came out of the device takes nothing from the car, and neither does a line without a word', () => {
  const out: PartLine = { direction: 'out', number: 'F1', name: 'Fan', serial: '' };
  const report = {
    parts: [out, { ...out, direction: 'in' as const, number: '', name: ' ' }],
    before: [],
    used: [],
    here: [],
    road: [],
  };
  expect(withFitted([], report)).toEqual([]);
});
