import { expect, it } from 'vitest';
import { read } from './push';

const pushed = (text: string) => ({ json: () => JSON.parse(text) });

it('shows what the server said', () => {
  expect(read(pushed('{"title":"Late","body":"12 min","tag":"a","url":"/app/visit/1"}'))).toEqual({
    title: 'Late',
    body: '12 min',
    tag: 'a',
    url: '/app/visit/1',
  });
});

it.each([null, pushed(''), pushed('not JSON'), pushed('{}')])('has something to show for every push (row 38)', (data) => {
  expect(read(data).title).toBe('Outrider');
});
