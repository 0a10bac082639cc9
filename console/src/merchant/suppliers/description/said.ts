/** Why nothing certain stands in an answer, as the server says it; `$1` is what it names. */
export const uncertain: readonly (readonly [RegExp, string])[] = [
  [/the answer names no order$/, '应答里没有单号'],
  [/the answer names no balance$/, '应答里没有余额'],
  [/the answer names no goods$/, '应答里没有商品'],
  [/the supplier answered with status (\d+)$/, '状态码 $1'],
  [/the answer has no code, and status (\d+)$/, '应答里没有 code，状态码 $1'],
  [/the answer is about another order$/, '应答说的是另一个单号'],
  [/the number is known there already$/, '对方已有这个单号'],
  [/the answer has no state$/, '应答里没有 state'],
  [/the description does not say what state (.+) is$/, '描述里没有写状态 $1 是什么意思'],
];

/** Why a request cannot be written, as the server says it. */
export const unwritable: Readonly<Record<string, string>> = {
  'a header holds what no header may hold: write it as {…|url}': '请求头里有不允许的字符，请写成 {…|url}',
  'a pair knows its name and value only': 'pairs.each 里只能用 {name} 和 {value}',
  'a recipe is missing': '签名配方不存在',
  'a signature is missing': '缺少签名',
  'a step of a recipe leaves no text': '签名步骤的结果不是文本',
  'a variable has no value in this request': '有变量在这个请求里没有值',
  "it is asked by the supplier's own number, which is not known": '只能用对方单号查询，而对方单号还不知道',
  'the path leads elsewhere': '路径指到了接口地址之外',
  'the total is too large': '总额太大',
  'what should be a number is none': '应为数字的内容不是数字',
  'what stands in the path is empty, or leads elsewhere': '路径里的值为空，或指到了别处',
};
