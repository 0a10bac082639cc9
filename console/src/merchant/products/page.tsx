import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import type { ProductLine } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { State, Thumb, When } from '../../parts/bits';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { useCategories } from './parts';
import { productWords } from './words';

const act = (id: string, what: 'list' | 'hide') => ok(api.POST(`/v1/products/{id}/${what}`, { params: { path: { id } } }));

export default function ProductsPage() {
  const t = useWords({ ...common, ...productWords });
  const say = useSay();
  const state = useStates();
  const may = useMay();
  const go = useNavigate();
  const categories = useCategories();
  const write = may('catalog:write');
  const files = useFiles();
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      acts={write && (
        <>
          <Link to="/products/import"><Button>{t('import')}</Button></Link>
          <Link to="/products/new"><Button type="primary">{t('new')}</Button></Link>
        </>
      )}
    >
      <DataList<ProductLine>
        name="products"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/products', { params: { query } }))}
        rowId={(product) => product.id}
        onOpen={(product) => void go(`/products/${product.id}`)}
        filters={[
          { key: 'q', label: t('search'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: ['listed', 'hidden', 'in_review', 'rejected'].map((value) => ({ value, label: state(value) })) },
        ]}
        exports={files('/v1/products/export', may('goods:export'))}
        presets={[{ name: { zh: '待审核', en: 'In review' }, filters: { state: 'in_review' } }]}
        bulk={write ? [
          { key: 'list', label: t('list'), fits: (product) => product.state === 'hidden', run: (product) => act(product.id, 'list') },
          { key: 'hide', label: t('hide'), danger: true, fits: (product) => product.state === 'listed', run: (product) => act(product.id, 'hide') },
        ] : []}
        columns={[
          { key: 'title', title: t('one'), main: true, render: (product) => <span className="with-thumb"><Thumb picture={product.picture} /><span>{say(product.title)}</span></span> },
          { key: 'category', title: t('category'), render: (product) => say(categories.get(product.category)) || product.category },
          { key: 'brand', title: t('brand'), render: (product) => say(product.brand) || '–' },
          { key: 'state', title: t('state'), render: (product) => <State of={product.state} /> },
          { key: 'slug', title: t('slug'), extra: true, render: (product) => <span className="code">{product.slug}</span> },
          { key: 'revision', title: t('revision', { n: '' }), extra: true, render: (product) => product.revision },
          { key: 'created', title: t('created'), render: (product) => <When at={product.created_at} /> },
        ]}
        acts={write ? (product) => <Link to={`/products/new?like=${product.id}`}>{t('clone')}</Link> : undefined}
        empty={{
          title: t('empty'),
          text: t('empty_text'),
          action: write && <div className="row"><Link to="/products/new"><Button type="primary">{t('new')}</Button></Link><Link to="/products/import"><Button>{t('import')}</Button></Link></div>,
        }}
      />
    </Page>
  );
}
