import { words } from '../../i18n';

export const listWords = words({
  shown: ['已显示 {n} 条', '{n} shown'],
  more: ['再看一些', 'Show more'],
  end: ['没有更多了', 'That is all'],
  columns: ['选择列', 'Columns'],
  views: ['视图', 'Views'],
  view_name: ['视图名称', 'Name of the view'],
  no_views: ['还没有保存的视图', 'No saved views yet'],
  remove_view: ['删除视图“{name}”', 'Remove the view “{name}”'],
  clear: ['清空筛选', 'Clear filters'],
  chosen: ['已选 {n} 项', '{n} chosen'],
  unchoose: ['取消选择', 'Choose none'],
  choose: ['选择', 'Choose'],
  choose_all: ['全选', 'Choose all'],
  bulk_done: ['{n} 项已完成', '{n} done'],
  bulk_some: ['{n} 项已完成，{bad} 项被拒绝：{why}', '{n} done, {bad} refused: {why}'],
  nothing: ['没有符合条件的内容', 'Nothing fits these filters'],
  nothing_text: ['换个关键词，或清空筛选再看看。', 'Try another word, or clear the filters.'],
  export: ['导出', 'Export'],
  exporting: ['正在导出…', 'Exporting…'],
});
