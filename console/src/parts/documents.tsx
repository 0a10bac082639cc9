import { PaperClipOutlined } from '@ant-design/icons';
import type { DocumentFile } from '../api/model';
import { shortId } from './bits';
import { size } from './file';

/** Each is opened by the server for who may see it, and nobody else. */
export function Documents({ items }: { items: DocumentFile[] | undefined }) {
  if (!items?.length) return <>–</>;
  return (
    <ul style={{ listStyle: 'none', display: 'grid', gap: 4 }}>
      {items.map((one) => (
        <li key={one.id}>
          <a href={`/v1/documents/${one.id}`} download={one.name}><PaperClipOutlined /> {one.name}</a> <span className="soft small">{size(one.bytes)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The same where only their ids are known. */
export function DocumentLinks({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return <>–</>;
  return (
    <ul style={{ listStyle: 'none', display: 'grid', gap: 4 }}>
      {ids.map((id) => <li key={id}><a href={`/v1/documents/${id}`} download><PaperClipOutlined /> {shortId(id)}</a></li>)}
    </ul>
  );
}
