import { words } from '../../i18n';

/** What is said of the settings of a foreign system: a payment channel, a supplier. */
export const settingWords = words({
  is_set: ['已设置', 'set'],
  keep_it: ['已设置，不改请留空', 'Set: leave empty to keep it'],
  forget: ['清除已保存的值', 'Take the stored value away'],
  choose: ['选择', 'Choose'],
  test_good: ['一切正常，可以启用', 'All is well: it can be switched on'],
  test_bad: ['有问题，请照下面的说明修改', 'Something is wrong: see below'],
});
