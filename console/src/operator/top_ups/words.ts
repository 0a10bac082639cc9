import { words } from '../../i18n';

export const topUpWords = words({
  top_up: ['充值', 'Top-up'],
  give_back: ['原路退回', 'Give back'],
  title: ['把这笔充值原路退回？', 'Give this top-up back?'],
  text: ['钱会立刻从买家钱包扣出，经原支付渠道退回。已经花掉的部分不能退。', 'The money leaves the buyer’s wallet at once and goes back by its channel. What was spent cannot go back.'],
  buyer: ['买家', 'Buyer'],
  channel: ['渠道', 'Channel'],
  credited: ['已到账', 'Arrived'],
  returned: ['已退回', 'Given back'],
  returnable: ['现在可退', 'Can go back now'],
  how_much: ['退回金额', 'How much'],
  done: ['已开始退回，可在退款里查看', 'On its way: see the refunds'],
});
