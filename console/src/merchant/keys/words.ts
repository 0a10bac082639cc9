import { words } from '../../i18n';

export const keyWords = words({
  title: ['接口密钥', 'API keys'],
  lead: ['程序用它代表本店调用接口。每把密钥只给它需要的权限。', 'Programs use them to act for your store. Give each only what it needs.'],
  docs: ['接口文档', 'API documentation'],
  new: ['新建密钥', 'New key'],
  name: ['名称', 'Name'],
  name_hint: ['用在哪里，例如“ERP 同步”', 'Where it is used, such as “ERP sync”'],
  scopes: ['权限', 'Rights'],
  used: ['最近使用', 'Last used'],
  never: ['从未', 'never'],
  kind: ['类型', 'Kind'],
  live: ['正式', 'Live'],
  test: ['测试', 'Test'],
  revoke: ['吊销', 'Revoke'],
  revoke_title: ['吊销“{name}”？', 'Revoke “{name}”?'],
  revoke_text: ['使用它的程序会立即无法访问。', 'Programs that use it are out at once.'],
  made: ['密钥已创建', 'The key is there'],
  made_text: ['只显示这一次，请立即保存到安全的地方。', 'It is shown this once: keep it in a safe place now.'],
  kept: ['我已保存', 'I have kept it'],
  empty: ['还没有密钥', 'No keys yet'],
  empty_text: ['要让自己的系统下单、同步库存或订单，先新建一把。', 'To let your own systems order or synchronise, make one.'],
});
