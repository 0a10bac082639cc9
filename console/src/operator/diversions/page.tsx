import { Diversions } from '../../parts/diversion_list';

export default function DiversionsPage() {
  return <Diversions side="operator" />;
}
