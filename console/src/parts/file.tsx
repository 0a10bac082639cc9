import { InboxOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useWords } from '../i18n';
import { common } from '../words';

/** A place to drop a file; a plain file field underneath, so that it works by keyboard and by touch. */
export function FileDrop({ accept, file, onFile, hint }: { accept: string; file?: File; onFile: (file: File) => void; hint?: string }) {
  const t = useWords(common);
  const [over, setOver] = useState(false);
  return (
    <label
      className={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped) onFile(dropped);
      }}
    >
      <InboxOutlined style={{ fontSize: 26, color: 'var(--main)' }} />
      <span>
        {file ? <strong>{file.name}</strong> : <><strong>{t('choose_file')}</strong> {t('drop_file')}</>}
      </span>
      {(file ? size(file.size) : hint) && <span className="soft small">{file ? size(file.size) : hint}</span>}
      <input
        type="file"
        accept={accept}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
          event.target.value = '';
        }}
      />
    </label>
  );
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
