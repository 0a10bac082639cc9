import { DownloadOutlined, FilterOutlined, SearchOutlined, SettingOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Dropdown, Input, Popover, Select, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { download } from '../../api/client';
import { useSay, useWords } from '../../i18n';
import { common } from '../../words';
import { DateField } from '../date/field';
import { useStored, type View } from '../stored';
import { useProblemText } from '../trouble';
import type { Filter, ListProps, Query } from './types';
import { listWords } from './words';

interface ToolsProps<T> extends ListProps<T> {
  filters: Filter[];
  values: Record<string, string>;
  change: (next: Record<string, string | undefined>) => void;
  replace: (next: Record<string, string>) => void;
  hidden: string[];
  setHidden: (next: string[]) => void;
  query: Query;
}

export function Tools<T>({ name, filters, values, change, replace, columns, hidden, setHidden, exports, query, presets }: ToolsProps<T>) {
  const t = useWords({ ...common, ...listWords });
  const filtered = Object.keys(values).length > 0;
  const files = exports?.(query) ?? [];
  const { message } = App.useApp();
  const text = useProblemText();
  const save = async (href: string) => {
    const close = message.loading(t('exporting'), 0);
    try {
      await download(href);
    } catch (error) {
      message.error(text(error));
    } finally {
      close();
    }
  };
  // Nothing to choose: no line of tools.
  if (filters.length === 0 && files.length === 0 && !columns.some((column) => column.extra)) return null;
  return (
    <div className="tools">
      {filters.map((filter) => <Field key={filter.key} filter={filter} values={values} change={change} />)}
      {filtered && <Button type="text" size="small" onClick={() => replace({})}>{t('clear')}</Button>}
      <div className="end">
        {filters.length > 0 && <Views name={name} values={values} replace={replace} presets={presets} />}
        {files.length > 0 && (
          <Dropdown menu={{ items: files.map((file) => ({ key: file.href, label: file.label, onClick: () => void save(file.href) })) }} trigger={['click']}>
            <Tooltip title={t('export')}><Button icon={<DownloadOutlined />} aria-label={t('export')} /></Tooltip>
          </Dropdown>
        )}
        <Popover
          trigger="click"
          placement="bottomRight"
          content={
            <div className="stack" style={{ gap: 6 }}>
              {columns.map((column) => (
                <Checkbox
                  key={column.key}
                  disabled={column.main}
                  checked={column.main || !hidden.includes(column.key)}
                  onChange={(event) => setHidden(event.target.checked ? hidden.filter((key) => key !== column.key) : [...hidden, column.key])}
                >
                  {column.title}
                </Checkbox>
              ))}
            </div>
          }
        >
          <Tooltip title={t('columns')}><Button icon={<SettingOutlined />} aria-label={t('columns')} /></Tooltip>
        </Popover>
      </div>
    </div>
  );
}

function Field({ filter, values, change }: { filter: Filter; values: Record<string, string>; change: (next: Record<string, string | undefined>) => void }) {
  const t = useWords(common);
  if (filter.kind === 'search') return <Search filter={filter} value={values[filter.key] ?? ''} change={(value) => change({ [filter.key]: value })} />;
  if (filter.kind === 'choice') {
    return (
      <Select
        className="filter"
        aria-label={filter.label}
        placeholder={filter.label}
        allowClear
        value={values[filter.key]}
        options={filter.options}
        onChange={(value?: string) => change({ [filter.key]: value })}
        popupMatchSelectWidth={false}
      />
    );
  }
  return (
    <span className="dates">
      <DateField aria-label={`${filter.label} ${t('from')}`} value={values.from} max={values.to} onChange={(from) => change({ from })} />
      <span className="soft" aria-hidden="true">–</span>
      <DateField aria-label={`${filter.label} ${t('to')}`} value={values.to} min={values.from} onChange={(to) => change({ to })} />
    </span>
  );
}

/** Asks the server once the typing pauses. */
function Search({ filter, value, change }: { filter: Filter; value: string; change: (value: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      change(text);
    }, 300);
    return () => clearTimeout(timer);
  }, [text, change]);
  return (
    <Input
      className="search"
      type="search"
      allowClear
      prefix={<SearchOutlined className="soft" />}
      aria-label={filter.label}
      placeholder={filter.placeholder ?? filter.label}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function Views({ name, values, replace, presets = [] }: { name: string; values: Record<string, string>; replace: (next: Record<string, string>) => void; presets?: ListProps<object>['presets'] }) {
  const t = useWords({ ...common, ...listWords });
  const say = useSay();
  const [views, setViews] = useStored<View[]>(`views.${name}`, []);
  const [title, setTitle] = useState('');
  const [open, setOpen] = useState(false);
  const take = (filters: Record<string, string>) => {
    replace(filters);
    setOpen(false);
  };
  const save = () => {
    if (!title.trim()) return;
    setViews([...views.filter((view) => view.name !== title.trim()), { name: title.trim(), filters: values }]);
    setTitle('');
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="stack" style={{ gap: 8, width: 240 }}>
          {presets.map((preset) => <button key={preset.name.en} type="button" className="link" onClick={() => take(preset.filters)}>{say(preset.name)}</button>)}
          {views.map((view) => (
            <div key={view.name} className="row between">
              <button type="button" className="link" onClick={() => take(view.filters)}>{view.name}</button>
              <Button size="small" type="text" aria-label={t('remove_view', { name: view.name })} onClick={() => setViews(views.filter((other) => other !== view))}>×</Button>
            </div>
          ))}
          {views.length + presets.length === 0 && <span className="soft">{t('no_views')}</span>}
          {Object.keys(values).length > 0 && (
            <form className="row" onSubmit={(event) => {
              event.preventDefault();
              save();
            }}>
              <Input className="grow" size="small" aria-label={t('view_name')} placeholder={t('view_name')} value={title} maxLength={40} onChange={(event) => setTitle(event.target.value)} />
              <Button size="small" htmlType="submit">{t('save')}</Button>
            </form>
          )}
        </div>
      }
    >
      <Tooltip title={t('views')}><Button icon={<FilterOutlined />} aria-label={t('views')} /></Tooltip>
    </Popover>
  );
}
