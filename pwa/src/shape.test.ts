// The law of length, over the syntax tree: Biome's own rule does not count the lines of JSX.
import ts from 'typescript';
import { expect, it } from 'vitest';

const LONGEST = 60; // lines, from the first to the last
const files = import.meta.glob<string>('./**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
const sources = Object.entries(files).filter(([path]) => !/\.(test|gen)\.ts$/.test(path));

function tooLong(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    const [from, to] = [node.getStart(), node.end].map((at) => file.getLineAndCharacterOfPosition(at).line);
    if (ts.isFunctionLike(node) && (to ?? 0) - (from ?? 0) >= LONGEST)
      found.push(`${path}:${(from ?? 0) + 1} ${node.name?.getText() ?? ''} ${(to ?? 0) - (from ?? 0) + 1}`);
    node.forEachChild(look);
  };
  look(file);
  return found;
}

it('sees the source', () => expect(sources.length).toBeGreaterThan(100));

it(`no function has more than ${LONGEST} lines`, () => {
  expect(sources.flatMap(([path, text]) => tooLong(path, text))).toEqual([]);
});
