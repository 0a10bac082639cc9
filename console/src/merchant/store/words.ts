import { words } from '../../i18n';

export const storeWords = words({
  title: ['店铺设置', 'Store'],
  lead: ['买家在店铺页看到的内容。', 'What buyers see on the page of your store.'],
  name: ['店铺名称', 'Name'],
  announcement: ['公告', 'Announcement'],
  contact: ['联系方式', 'Contact'],
  contact_hint: ['邮箱、电话或微信，公开显示', 'E-mail, phone or WeChat; shown to everybody'],
  hours: ['营业时间', 'Hours'],
  policy: ['售后政策', 'After-sales policy'],
  colour: ['主题色', 'Colour'],
  c_none: ['默认', 'As the shop'],
  c_leaf: ['叶绿', 'Leaf'],
  c_sea: ['海蓝', 'Sea'],
  c_plum: ['梅紫', 'Plum'],
  c_clay: ['陶红', 'Clay'],
  c_gold: ['金黄', 'Gold'],
  c_slate: ['石灰', 'Slate'],
  open: ['打开店铺页', 'Open the page'],
});
