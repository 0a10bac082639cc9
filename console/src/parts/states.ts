import { useCodes, words } from '../i18n';

/** Every state that anything can be in, under the one name that people know it by. */
export const states = words({
  pending: ['待付款', 'Awaiting payment'],
  delivered: ['已交付', 'Delivered'],
  fulfilling: ['充值中', 'Being credited'],
  order_failed: ['充值失败，已退款', 'Not credited, money back'],
  cancelled: ['已取消', 'Cancelled'],
  expired: ['已过期', 'Expired'],
  listed: ['在售', 'Listed'],
  hidden: ['已下架', 'Hidden'],
  in_review: ['审核中', 'In review'],
  rejected: ['未通过', 'Rejected'],
  importing: ['导入中', 'Importing'],
  in_stock: ['在库', 'In stock'],
  withdrawn: ['已撤回', 'Withdrawn'],
  shredded: ['已销毁', 'Shredded'],
  draft: ['草稿', 'Draft'],
  submitted: ['待审核', 'Submitted'],
  approved: ['已通过', 'Approved'],
  returned: ['已退回', 'Returned'],
  revoked: ['已撤销', 'Revoked'],
  active: ['正常', 'Active'],
  suspended: ['已暂停', 'Suspended'],
  closed: ['已关闭', 'Closed'],
  blocked: ['已停用', 'Blocked'],
  invited: ['已邀请', 'Invited'],
  created: ['已创建', 'Created'],
  opened: ['已打开', 'Opened'],
  paid: ['已付款', 'Paid'],
  failed: ['失败', 'Failed'],
  refunded: ['已退款', 'Refunded'],
  refunding: ['退款中', 'Refunding'],
  refund_failed: ['退款失败', 'Refund failed'],
  ask_by_hand: ['待人工核对退款', 'Refund to look up by hand'],
  duplicate: ['重复付款', 'Paid twice'],
  waiting_review: ['待审核', 'Waiting'],
  credited: ['已退回钱包', 'Given back'],
  open: ['未处理', 'Open'],
  resolved: ['已处理', 'Resolved'],
  ready: ['待执行', 'Ready'],
  waiting: ['等待中', 'Waiting'],
  running: ['执行中', 'Running'],
  dead: ['已失败', 'Dead'],
  done: ['已完成', 'Done'],
  on: ['在售', 'On sale'],
  off: ['停售', 'Off'],
  late_delivered: ['迟到付款，已交付', 'Paid late, delivered'],
  underpaid: ['少付', 'Paid too little'],
  overpaid: ['多付', 'Paid too much'],
  repeated: ['重复付款', 'Paid twice'],
  late: ['迟到付款', 'Paid late'],
  wrong_currency: ['币种不符', 'Another currency'],
  sold_out: ['付款时已售完', 'Sold out when paid'],
  ok: ['正常', 'Fine'],
  warn: ['留意', 'Look at it'],
  block: ['拦截', 'Blocks'],
  proposed: ['待复核', 'Waits for a second person'],
  declined: ['已驳回', 'Declined'],
  requested: ['待审批', 'Waits for agreement'],
  sent: ['打款中', 'On its way'],
  refused: ['已拒绝', 'Refused'],
  waits: ['担保中', 'Held'],
  released: ['已结算', 'Released'],
  frozen: ['已冻结', 'Held while looked into'],
  given_back: ['已全部退款', 'Given back'],
});

const tones: Record<string, string> = {
  good: 'released delivered listed in_stock approved active paid resolved done on ok',
  wait: 'requested sent waits frozen proposed pending fulfilling in_review importing submitted suspended invited opened waiting open refunding warn late underpaid overpaid repeated duplicate returned',
  bad: 'refused declined rejected revoked blocked failed order_failed refund_failed ask_by_hand dead block wrong_currency sold_out',
  info: 'draft ready running credited refunded late_delivered',
};

export function toneOf(state: string): string {
  return Object.keys(tones).find((tone) => tones[tone]?.split(' ').includes(state)) ?? '';
}

/** An order that failed has cost its buyer nothing: it has a word of its own. */
export const orderState = (state: string): string => (state === 'failed' ? 'order_failed' : state);

export const useStates = () => useCodes(states);
