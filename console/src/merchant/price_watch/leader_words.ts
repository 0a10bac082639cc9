import { words } from '../../i18n';

export const leaderWords = words({
  title: ['引流价', 'Loss leaders'],
  lead: ['低于成本的商品卖不出去。确实要亏本引流时，给规格设一个截止日，到期自动恢复。', 'Nothing is sold below its cost. Where you mean to, let a SKU be until a day: after it, it is not any more.'],
  none: ['现在没有规格在亏本卖。需要时在下面的列表里点“引流价”。', 'Nothing is sold below its cost now. Where you mean to, press “Loss leader” in the list below.'],
  none_here: ['现在没有规格在亏本卖。', 'Nothing is sold below its cost now.'],
  act: ['引流价', 'Loss leader'],
  on: ['引流中', 'Loss leader'],
  until: ['到', 'until'],
  change: ['更改', 'Change'],
  end: ['结束', 'End it'],
  end_title: ['结束“{name}”的引流价？', 'End the loss leader “{name}”?'],
  end_text: ['售价低于成本的话，马上就卖不出去了。', 'Where its price is below its cost, it is not sold from now on.'],
  ended: ['已结束', 'Ended'],
  mark: ['允许亏本卖', 'Let it be sold below cost'],
  mark_title: ['引流价：{name}', 'Loss leader: {name}'],
  mark_text: ['截止日之前，这个规格低于成本也能卖，亏损由您承担。会记入审计。', 'Until then it is sold below its cost, and the loss is yours. It stands in the trail.'],
  last_day: ['最后一天', 'Its last day'],
  last_day_hint: ['一年以内', 'Within a year'],
  reason: ['为什么', 'Why'],
  reason_hint: ['例如新店引流、清库存', 'Such as: new shop, clearing stock'],
  marked: ['已设置', 'Done'],
});
