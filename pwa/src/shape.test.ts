// Laws over the syntax tree: how long a function is (Biome's own rule does not count the lines of JSX), and that no list which the
// server has is written a second time.
import ts from 'typescript';
import { expect, it } from 'vitest';
import { COMMITMENTS, ROLES, STATUSES, WORK_KINDS } from './shared/domain.gen';

const LONGEST = 60; // lines, from the first to the last
const SEVERAL = 3; // words of the domain in one list
const VOCABULARIES: readonly ReadonlySet<string>[] = [STATUSES, ROLES, WORK_KINDS, COMMITMENTS].map((words) => new Set(words));
const files = import.meta.glob<string>('./**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
const trees = Object.entries(files)
  .filter(([path]) => !/\.(test|gen)\.ts$/.test(path))
  .map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));

/** Of every file, where a node is what the law is about. */
function found(about: (node: ts.Node) => string | false): string[] {
  return trees.flatMap((file) => {
    const rows: string[] = [];
    const look = (node: ts.Node): void => {
      const said = about(node);
      if (said) rows.push(`${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${said}`);
      node.forEachChild(look);
    };
    look(file);
    return rows;
  });
}

it('sees the source', () => expect(trees.length).toBeGreaterThan(100));

it(`no function has more than ${LONGEST} lines`, () => {
  const lines = (node: ts.Node) => node.getText().split('\n').length;
  expect(found((node) => ts.isFunctionLike(node) && lines(node) > LONGEST && `has ${lines(node)}`)).toEqual([]);
});

it('no list of statuses, roles, kinds of work or commitments is written by hand: domain.gen.ts has them', () => {
  const words = (node: ts.Node) => (ts.isArrayLiteralExpression(node) ? node.elements.filter(ts.isStringLiteral) : []);
  const copied = (node: ts.Node) =>
    VOCABULARIES.some((known) => words(node).filter(({ text }) => known.has(text)).length >= SEVERAL) && node.getText();
  expect(found(copied)).toEqual([]);
});

it('what is exported is used by another file', () => {
  const words = Object.entries(files).map(([path, text]) => [path, new Set(text.match(/\w+/g))] as const);
  const exported = (node: ts.Node) =>
    ts.isSourceFile(node.parent ?? node) &&
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
  const names = (node: ts.Node) =>
    ts.isVariableStatement(node)
      ? node.declarationList.declarations.map((one) => one.name.getText())
      : [(node as ts.FunctionDeclaration).name?.text ?? ''];
  const alone = (node: ts.Node) => {
    const own = `./${node.getSourceFile().fileName}`;
    return names(node).filter((name) => !words.some(([path, found]) => path !== own && found.has(name)));
  };
  expect(found((node) => (exported(node) ? alone(node).join(', ') : false))).toEqual([]);
});

it('the service worker stands on nothing that needs a page', () => {
  const importsOf = (path: string) => {
    const file = trees.find(({ fileName }) => fileName === path.slice(2));
    const rows = file?.statements.filter(ts.isImportDeclaration).filter((row) => !isOfTypes(row)) ?? [];
    return rows.map((row) => (row.moduleSpecifier as ts.StringLiteral).text);
  };
  const [reached, packages] = [new Set<string>(), new Set<string>()];
  const walk = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const name of importsOf(path)) {
      const at = new URL(name, `file:///${path}`).pathname.slice(1);
      if (name.startsWith('.')) walk([`./${at}.ts`, `./${at}.tsx`].find((one) => one in files) ?? at);
      else packages.add(name);
    }
  };
  walk('./sw/sw.ts');
  expect(reached.size).toBeGreaterThan(4);
  expect([...packages].filter((name) => name.includes('preact'))).toEqual([]);
});

function isOfTypes({ importClause }: ts.ImportDeclaration): boolean {
  const names = importClause?.namedBindings;
  if (!importClause || importClause.isTypeOnly) return importClause !== undefined;
  return names !== undefined && ts.isNamedImports(names) && names.elements.every((one) => one.isTypeOnly);
}
