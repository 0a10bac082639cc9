/** `ord_01kb9w4xq2f3v8s7m6n5p4r3t2` → `ord_…5p4r3t2`: the head of a time-sorted id is the same for all of an hour. */
export function shortId(id: string): string {
  const at = id.indexOf('_');
  return id.length <= 16 || at < 0 ? id : `${id.slice(0, at + 1)}…${id.slice(-7)}`;
}
