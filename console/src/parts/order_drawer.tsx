import { Drawer, Skeleton } from 'antd';
import { Suspense, type ComponentType } from 'react';
import { orderWords } from '../merchant/orders/words';
import { useWords } from '../i18n';

/** One order beside the list. What it shows is loaded when the first is opened: the list stands without it. */
export function OrderDrawer({ id, close, one: One }: { id?: string; close: () => void; one: ComponentType<{ id: string }> }) {
  const t = useWords(orderWords);
  return (
    <Drawer open={Boolean(id)} onClose={close} size={560} title={t('order')} destroyOnHidden styles={{ wrapper: { maxWidth: '100vw' } }}>
      {id && <Suspense fallback={<Skeleton active paragraph={{ rows: 10 }} />}><One id={id} /></Suspense>}
    </Drawer>
  );
}
