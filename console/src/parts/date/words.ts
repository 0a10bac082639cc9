import { words } from '../../i18n';

export const dateWords = words({
  shape: ['年-月-日', 'yyyy-mm-dd'],
  calendar: ['日历', 'Calendar'],
  bad: ['请写成 2026-11-28 这样的日期', 'Write a day such as 2026-11-28'],
  too_early: ['不能早于 {day}', 'Not before {day}'],
  too_late: ['不能晚于 {day}', 'Not after {day}'],
  month_before: ['上个月', 'Month before'],
  month_after: ['下个月', 'Month after'],
  year_before: ['上一年', 'Year before'],
  year_after: ['下一年', 'Year after'],
  today: ['今天', 'Today'],
  clear: ['清除', 'Clear'],
});
