import { words } from '../../i18n';

export const alarmWords = words({
  title: ['提醒', 'Alarms'],
  lead: ['需要您看一眼的事：链接被重复打开、诱饵卡密被使用、查看异常频繁、库存见底。', 'What needs your eyes: links opened twice, canaries that turned up, keys shown unusually fast, stock that runs out.'],
  find: ['事项、对象或订单编号', 'What, subject or order'],
  kind: ['事项', 'What'],
  subject: ['关于', 'About'],
  order: ['订单', 'Order'],
  at: ['时间', 'When'],
  detail: ['详情', 'Detail'],
  empty: ['一切平静', 'All is calm'],
  empty_text: ['没有需要您处理的事。', 'Nothing needs you.'],
  reveals_fast: ['查看卡密异常频繁', 'Keys shown unusually fast'],
  reveals_exceed_sales: ['查看次数超过销量', 'More reveals than sales'],
  link_reused: ['查看链接被再次打开', 'A link was opened a second time'],
  canary_opened: ['诱饵卡密被打开', 'A canary was opened'],
  canary_offered: ['诱饵卡密被兜售', 'A canary was offered'],
  canary_reported: ['诱饵卡密被报告', 'A canary was reported'],
  stock_low: ['库存不足', 'Stock is low'],
  refund_by_hand: ['平台正在核对一笔退款', 'The platform looks up a refund'],
  authorisation_expiring: ['品牌授权即将到期', 'An authorisation expires soon'],
  new_device: ['新设备登录', 'Log-in from a new device'],
});
