import { describe, expect, it } from 'vitest';
import { draftsOf, presets, readChoices, sentFields, twice, usualField, writeChoices } from './account_presets';

describe('the form of an account', () => {
  it('begins with what is usual', () => {
    expect(presets.preset_phone()).toEqual([{ name: 'phone', kind: 'phone', label: { zh: '手机号', en: 'Mobile number' } }]);
    expect(presets.preset_qq().map((field) => field.kind)).toEqual(['qq']);
    expect(presets.preset_game().map((field) => field.name)).toEqual(['account', 'region', 'server', 'role']);
    // Each time anew: what is edited changes no other form.
    expect(presets.preset_phone()[0]?.label).not.toBe(presets.preset_phone()[0]?.label);
    expect(usualField('shoe_size')).toBeUndefined();
  });

  it('has names that suppliers can know, each once', () => {
    for (const preset of Object.values(presets)) {
      for (const { name, label } of preset()) {
        expect(name).toMatch(/^[a-z0-9_]{1,32}$/);
        expect(label.zh && label.en).toBeTruthy();
      }
      expect(twice(preset())).toBe(false);
    }
    expect(twice([{ name: 'role' }, { name: 'role ' }])).toBe(true);
    expect(twice([{}, {}])).toBe(false);
  });

  it('reads choices a line each', () => {
    expect(readChoices('cn1 | 一区 | Zone 1\n\n cn2|二区\ncn3')).toEqual([
      { value: 'cn1', label: { zh: '一区', en: 'Zone 1' } },
      { value: 'cn2', label: { zh: '二区', en: '二区' } },
      { value: 'cn3', label: { zh: 'cn3', en: 'cn3' } },
    ]);
    expect(readChoices(undefined)).toEqual([]);
    const choices = readChoices('cn1 | 一区 | Zone 1\ncn2 | 二区 | Zone 2');
    expect(readChoices(writeChoices(choices))).toEqual(choices);
  });

  it('is sent without what does not belong to a kind', () => {
    const label = { zh: ' 项 ', en: '' };
    expect(sentFields([{ name: ' role ', kind: 'text', label, length_min: 2, length_max: null, choices: 'left | over' }])).toEqual([
      { name: 'role', kind: 'text', label: { zh: '项', en: '' }, length_min: 2, length_max: null, choices: [] },
    ]);
    expect(sentFields([{ name: 'phone', kind: 'phone', label, length_min: 2 }])[0]?.length_min).toBeNull();
    expect(sentFields([{ name: 'server', kind: 'choice', label, choices: 'cn1' }])[0]?.choices).toHaveLength(1);
  });

  it('comes back as it was sent', () => {
    const fields = sentFields([...presets.preset_game(), { name: 'zone', kind: 'choice', label: { zh: '区', en: 'Zone' }, choices: 'a | 甲 | A' }]);
    expect(sentFields(draftsOf(fields))).toEqual(fields);
  });
});
