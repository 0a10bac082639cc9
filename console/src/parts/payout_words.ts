import { words } from '../i18n';

export const payoutStateWords = words({
  through: ['正在通过 {channel} 转账', 'transferring through {channel}'],
});
