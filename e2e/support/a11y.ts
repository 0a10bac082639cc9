/** Both functions run inside the page, so each has to stand alone. */

export function markupFaults(): string[] {
  const faults: string[] = [];
  const say = (what: string, element: Element) => faults.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
  const all = <E extends Element>(selector: string) => [...document.querySelectorAll<E>(selector)];
  const named = (element: Element) =>
    [element.textContent, element.getAttribute('aria-label'), element.getAttribute('title'), element.querySelector('img')?.alt]
      .concat((element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? ''))
      .some((text) => text?.trim());

  for (const field of all<HTMLInputElement>('input:not([type=hidden], [type=submit], [type=button]), select, textarea')) {
    const labelled = [...(field.labels ?? [])].some((label) => label.textContent?.trim());
    if (!labelled && !named(field)) say('no label', field);
  }
  for (const image of all('img:not([alt])')) say('no alt', image);
  for (const drawing of all('svg:not([aria-hidden=true] *, [aria-hidden=true])')) {
    if (!named(drawing) && !drawing.closest('[role=img][aria-label]')) say('a drawing without a name', drawing);
  }
  for (const control of all('button, a[href], [role=button]')) if (!named(control)) say('no name', control);
  if (all('h1').length !== 1) faults.push(`${all('h1').length} h1`);
  if (all('main').length !== 1) faults.push(`${all('main').length} main`);
  if (!document.documentElement.lang) faults.push('no lang');
  if (!document.title.trim()) faults.push('no title');
  const ids = all('[id]').map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`id twice: ${id}`);
  return faults;
}

/** WCAG AA: 4.5 to 1, and 3 to 1 for large text. Text over pictures and gradients is left to the eye. */
export function contrastFaults(): string[] {
  type Colour = { rgb: [number, number, number]; alpha: number };
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) return ['no canvas'];
  // Painted, so that every notation of a colour is understood.
  const colour = (text: string): Colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [r, g, b], alpha: a / 255 };
  };
  const over = (top: Colour, below: [number, number, number]) =>
    top.rgb.map((part, at) => part * top.alpha + below[at] * (1 - top.alpha)) as [number, number, number];
  const light = (rgb: [number, number, number]) => {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element: Element): [number, number, number] | undefined => {
    const layers: Colour[] = [];
    for (let at: Element | null = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none' || parseFloat(style.opacity) < 1) return undefined;
      layers.push(colour(style.backgroundColor));
      if (layers[layers.length - 1].alpha === 1) break;
    }
    const page: [number, number, number] = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
    return layers.reverse().reduce((below, top) => over(top, below), page);
  };

  const faults: string[] = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent?.trim()).join('');
    if (!text || element.closest('svg, noscript, option, [disabled], [hidden], [aria-hidden=true]')) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue; // for screen readers only
    const below = ground(element);
    if (!below) continue;
    const style = getComputedStyle(element);
    const [one, two] = [light(over(colour(style.color), below)), light(below)];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.push(`${ratio.toFixed(2)} to 1: ${text.slice(0, 40)} <${element.tagName} class="${element.className}">`);
  }
  return faults;
}
