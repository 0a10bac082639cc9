import { words } from '../../i18n';

export const planWords = words({
  title: ['套餐', 'Plan'],
  lead: ['本店的套餐和本月用量。', 'Your plan, and how much of it is used.'],
  none: ['没有套餐限制', 'No plan limits you'],
  none_text: ['平台没有为本店设置套餐，各项不限量。', 'The platform has set no plan for you: nothing is limited.'],
  current: ['当前套餐', 'Your plan'],
  shares: ['平台服务费', 'The platform’s fee'],
  share: ['每笔销售', 'Of each sale'],
  shares_text: ['列出的分类按自己的费率收取，从新订单起生效。', 'The categories named have a share of their own, from new orders on.'],
  usage: ['用量', 'Usage'],
  products: ['商品', 'Products'],
  orders_month: ['本月订单', 'Orders this month'],
  staff: ['员工', 'Staff'],
  api_calls: ['接口调用（每分钟）', 'API requests a minute'],
  api_calls_month: ['本月接口调用', 'API requests this month'],
  own_domain: ['独立域名', 'Own domain'],
  unlimited: ['不限', 'unlimited'],
  of: ['{n} / {most}', '{n} of {most}'],
  monthly: ['月费', 'Monthly'],
  near: ['接近上限，需要更多请联系平台。', 'Close to the limit: ask the platform for more.'],
});
