import type { AccountField } from '../../api/model';
import type { Bilingual } from '../../i18n';

export const fieldKinds = ['text', 'number', 'phone', 'qq', 'email', 'choice'] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Bounds of the server's, so that a form says it before the server does. */
export const most = { fields: 8, answer: 100, label: 40, choices: 500 };

/** A field as it is edited: its choices are lines of a text. */
export interface FieldDraft {
  name: string;
  kind: FieldKind;
  label: Partial<Bilingual>;
  length_min?: number | null;
  length_max?: number | null;
  choices?: string;
}

/** Names that suppliers know, with what buyers read. */
export const usual: { name: string; kind: FieldKind; label: Bilingual }[] = [
  { name: 'phone', kind: 'phone', label: { zh: '手机号', en: 'Mobile number' } },
  { name: 'account', kind: 'text', label: { zh: '充值账号', en: 'Account' } },
  { name: 'qq', kind: 'qq', label: { zh: 'QQ 号', en: 'QQ number' } },
  { name: 'email', kind: 'email', label: { zh: '邮箱', en: 'E-mail' } },
  { name: 'region', kind: 'text', label: { zh: '游戏大区', en: 'Region' } },
  { name: 'server', kind: 'text', label: { zh: '服务器', en: 'Server' } },
  { name: 'role', kind: 'text', label: { zh: '角色名', en: 'Character' } },
];

export const usualField = (name: string): FieldDraft | undefined => {
  const known = usual.find((one) => one.name === name);
  return known && { ...known, label: { ...known.label } };
};

const of = (...names: string[]): FieldDraft[] => names.flatMap((name) => usualField(name) ?? []);

/** Whole forms, by the word that says what they are for. */
export const presets = {
  preset_phone: () => of('phone'),
  preset_qq: () => of('qq'),
  preset_game: () => of('account', 'region', 'server', 'role'),
} satisfies Record<string, () => FieldDraft[]>;

export const hasLengths = (kind: FieldKind | undefined): boolean => kind === 'text' || kind === 'number' || kind === 'email';

/** `value | 中文 | English` a line; who writes one part only calls it so, too. */
export function readChoices(text: string | undefined): AccountField['choices'] {
  return (text ?? '').split('\n').map((line) => line.split('|').map((part) => part.trim())).filter(([value]) => value).map(([value = '', zh, en]) => ({
    value, label: { zh: zh || value, en: en || zh || value },
  }));
}

export const writeChoices = (choices: AccountField['choices']): string =>
  choices.map(({ value, label }) => [value, label.zh, label.en].join(' | ')).join('\n');

/** As the API takes it: nothing that does not belong to a field's kind. */
export function sentFields(drafts: FieldDraft[]): AccountField[] {
  return drafts.map(({ name, kind, label, length_min, length_max, choices }) => ({
    name: name.trim(),
    kind,
    label: { zh: label.zh?.trim() ?? '', en: label.en?.trim() ?? '' },
    length_min: hasLengths(kind) ? length_min ?? null : null,
    length_max: hasLengths(kind) ? length_max ?? null : null,
    choices: kind === 'choice' ? readChoices(choices) : [],
  }));
}

export function draftsOf(fields: AccountField[]): FieldDraft[] {
  return fields.map((field) => ({ ...field, kind: field.kind as FieldKind, choices: writeChoices(field.choices) }));
}

/** Whether two fields are called the same: suppliers would get one of them only. */
export const twice = (drafts: Partial<FieldDraft>[]): boolean => {
  const names = drafts.map((draft) => draft?.name?.trim()).filter(Boolean);
  return new Set(names).size < names.length;
};
