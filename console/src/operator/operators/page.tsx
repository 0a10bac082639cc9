import { Team } from '../../merchant/staff/team';

export default function OperatorsPage() {
  return <Team path="/v1/platform/operators" duties={['admin', 'reviewer', 'risk', 'finance', 'support']} scope="operators:write" platform />;
}
