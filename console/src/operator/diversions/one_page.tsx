import { Diversion } from '../../parts/diversion_one';

export default function DiversionPage() {
  return <Diversion side="operator" />;
}
