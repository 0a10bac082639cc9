/** In which line of a TOML text a place stands (`submit.form.sign`, or `line 12`), as far as it can be told; from 1. */
export function lineOf(text: string, path: string): number | undefined {
  const said = /^line (\d+)$/.exec(path);
  if (said) return Number(said[1]);
  const wanted = path.split('.').map((part) => part.replace(/\[\d+\]$/, ''));
  const own = nearest(text, wanted);
  if (own?.depth === wanted.length || wanted[1] !== 'answer') return own?.line;
  // What all answers have in common stands once, in a table of its own.
  const common = nearest(text, wanted.slice(1));
  return common?.depth === wanted.length - 1 ? common.line : own?.line;
}

/** The line that names the most of a path, and how much that is. */
function nearest(text: string, wanted: string[]): { line: number; depth: number } | undefined {
  let table: string[] = [];
  let best: { line: number; depth: number } | undefined;
  for (const [at, raw] of text.split('\n').entries()) {
    const head = /^\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}/.exec(raw);
    if (head) table = keys(head[1] ?? '');
    const key = head ? undefined : /^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=/.exec(raw);
    if (!head && !key) continue;
    const here = key ? [...table, ...keys(key[1] ?? '')] : table;
    // A table within one line holds what stands deeper.
    const depth = here.every((part, nth) => part === wanted[nth]) ? here.length : 0;
    if (depth > (best?.depth ?? 0)) best = { line: at + 1, depth };
  }
  return best;
}

const keys = (text: string) => [...text.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? '');

/** Where a line begins and ends in the text. */
export function span(text: string, line: number): [number, number] {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return [start, start + (lines[line - 1]?.length ?? 0)];
}
