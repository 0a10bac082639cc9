import { Team } from './team';

export default function StaffPage() {
  return <Team path="/v1/merchant/staff" duties={['owner', 'stock', 'support', 'finance']} scope="staff:write" />;
}
