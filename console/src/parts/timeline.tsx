import { Timeline as AntTimeline } from 'antd';
import type { TimelineItem } from '../api/model';
import { useSay } from '../i18n';
import { useTime } from './bits';

const colours: Record<string, string> = { note: 'gray', mail_sent: 'green', mail_refused: 'red', mail_waits: 'orange', delivered: 'green', paid: 'green', exception: 'red', refused: 'red', returned: 'orange', credited: 'green', failed: 'red' };

export function Timeline({ items }: { items: TimelineItem[] }) {
  const say = useSay();
  const time = useTime();
  return (
    <AntTimeline
      items={items.map((item) => ({
        color: Object.entries(colours).find(([kind]) => item.kind.includes(kind))?.[1] ?? 'gray',
        content: (
          <div>
            <div className="pre">{say(item.text) || item.kind}</div>
            <div className="soft small">
              <time dateTime={item.at}>{time.full(item.at)}</time>
              {item.by ? ` · ${item.by}` : ''}
            </div>
          </div>
        ),
      }))}
    />
  );
}
