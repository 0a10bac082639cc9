import { words } from '../../i18n';

export const historyWords = words({
  title: ['成本与价格走势', 'Cost and price over time'],
  price: ['售价', 'Price'],
  cost: ['成本', 'Cost'],
  market: ['市场价', 'Market'],
  none: ['还没有成本或改价记录。导入卡密时填成本，或在“毛利”页设置成本，这里就有曲线。', 'No costs and no changes are known yet. Give a cost as you import keys, or set one on the margins page.'],
  leader: ['引流中', 'Loss leader'],
  at: ['时间', 'When'],
  what: ['什么', 'What'],
  amount: ['金额', 'Amount'],
});
