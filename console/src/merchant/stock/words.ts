import { words } from '../../i18n';

export const stockWords = words({
  title: ['库存', 'Stock'],
  lead: ['每个规格还有多少、还能卖几天。卡密只在买家付款后解封，这里永远看不到明文。', 'How much of each SKU is left and how long it lasts. Keys open for paid orders only: nobody sees one here.'],
  import: ['导入卡密', 'Import keys'],
  batches: ['查看批次', 'Batches'],
  sku: ['规格', 'SKU'],
  left: ['剩余', 'Left'],
  per_day: ['日均销量', 'A day'],
  lasts: ['还能卖', 'Lasts'],
  days: ['约 {n} 天', 'about {n} days'],
  not_selling: ['暂无销量', 'not selling'],
  sold_out: ['已售完', 'Sold out'],
  rule: ['低库存提醒', 'Warn below'],
  no_rule: ['未设置', 'not set'],
  below: ['少于 {n}', 'below {n}'],
  set_rule: ['设置提醒', 'Set a warning'],
  rule_for: ['“{name}”少于多少时提醒？', 'Warn when “{name}” falls below'],
  rule_hint: ['跌破时提醒一次；填 0 表示不提醒', 'One alarm at each fall; 0 for none'],
  empty: ['还没有规格', 'No SKUs yet'],
  empty_text: ['先新建商品和规格，再导入卡密。', 'Make a product with a SKU first, then import keys.'],
  to_products: ['去新建商品', 'Make a product'],
});
