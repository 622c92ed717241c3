import { machineListKinds } from '../../../rules/list.ts';
import type { KnownExport } from './known-export.ts';

/** Headings that people write, whatever program they work with. */
export const plain: readonly KnownExport[] = [
  {
    product: 'a plain list',
    kinds: machineListKinds,
    columns: {
      name: ['Computer Name', 'Computer', 'Device Name', 'Hostname', 'Host Name', 'Machine Name', 'Machine', 'PC Name', 'Name', 'Asset Name', 'Device', 'System Name', 'Endpoint', 'Server Name', 'FQDN'],
      serial: ['Serial Number', 'Serial', 'Serial No', 'Serial #', 'S/N', 'SN', 'Service Tag', 'Service Tag/Serial Number'],
      macs: ['MAC', 'MAC Address', 'MAC Addresses', 'Physical Address', 'Ethernet MAC'],
      class: ['Class', 'Type', 'Device Type', 'Category', 'Form Factor', 'Chassis', 'Kind', 'Equipment Type'],
      make: ['Make', 'Manufacturer', 'Brand', 'Vendor'],
      model: ['Model', 'Model Number', 'Model Name', 'Product', 'Description'],
      os: ['OS', 'Operating System', 'OS Name', 'Platform'],
      user: ['User', 'Assigned To', 'Assigned User', 'Primary User', 'Last User', 'Username'],
      department: ['Department', 'Dept', 'Division'],
      unit: ['OU', 'Organizational Unit', 'DistinguishedName', 'CanonicalName'],
      location: ['Location', 'Site', 'Building', 'Room', 'Office'],
      custodian: ['Custodian', 'Responsible', 'Owner'],
      assetTag: ['Asset Tag', 'Tag', 'Asset Number', 'Asset ID', 'Inventory Number', 'Property Tag'],
      purchased: ['Purchased', 'Purchase Date', 'Date Purchased', 'Bought', 'Acquired', 'Acquisition Date', 'Date Acquired', 'Invoice Date'],
      cost: ['Cost', 'Price', 'Purchase Price', 'Purchase Cost', 'Amount'],
      warrantyEnds: ['Warranty Ends', 'Warranty End', 'Warranty End Date', 'Warranty Expiration', 'Warranty Expires', 'Warranty'],
      lastSeen: ['Last Seen', 'Last Contact', 'Last Check-in', 'Last Online', 'Last Logon', 'Last Active'],
      retired: ['Retired', 'Retired On', 'Disposed', 'Disposed On', 'Disposal Date', 'Retirement Date', 'Surplus Date'],
      disposalMethod: ['Disposal Method', 'How Disposed', 'Wipe Method'],
      disposalCertificate: ['Disposal Certificate', 'Certificate', 'Certificate of Destruction', 'Destruction Certificate'],
    },
  },
  { product: 'a plain list', kinds: ['edr'], columns: { product: ['Product', 'Protection', 'Antivirus', 'Agent'], healthy: ['Healthy', 'Health', 'Protected', 'Protection Status', 'Agent Health'] } },
  {
    product: 'a plain list',
    kinds: ['backup'],
    columns: {
      job: ['Job', 'Job Name', 'Backup Job', 'Backup Set'],
      lastSuccess: ['Last Success', 'Last Successful Backup', 'Last Good Backup', 'Last Backup'],
      lastResult: ['Last Result', 'Result', 'Status'],
    },
  },
  { product: 'a plain list', kinds: ['ledger'], columns: { status: ['Status', 'State', 'Condition', 'Lifecycle'] } },
  {
    product: 'a plain list',
    kinds: ['people', 'training'],
    columns: {
      person: ['Name', 'Full Name', 'Employee', 'Employee Name', 'Person', 'Display Name', 'User'],
      firstName: ['First Name', 'First'],
      lastName: ['Last Name', 'Last', 'Surname'],
      account: ['Account', 'Username', 'User Name', 'Login', 'User Principal Name', 'SamAccountName', 'UPN'],
      email: ['Email', 'E-mail', 'Email Address', 'Work Email', 'Mail'],
      department: ['Department', 'Dept', 'Division'],
    },
  },
  {
    product: 'a plain list',
    kinds: ['people'],
    columns: {
      kind: ['Kind', 'Type', 'Employee Type', 'Employment Type', 'Category'],
      started: ['Started', 'Start Date', 'Hire Date', 'Hired', 'Date Hired'],
      left: ['Left', 'End Date', 'Termination Date', 'Last Day', 'Separation Date'],
      status: ['Status', 'Employment Status'],
    },
  },
  {
    product: 'a plain list',
    kinds: ['training'],
    columns: { course: ['Course', 'Training', 'Class', 'Module', 'Course Name'], completed: ['Completed', 'Completion Date', 'Date Completed', 'Finished'], due: ['Due', 'Due Date', 'Expires'] },
  },
  {
    product: 'a plain list',
    kinds: ['contracts'],
    columns: {
      name: ['Contract', 'Contract Name', 'Agreement', 'Title', 'Name', 'Description', 'Service'],
      vendor: ['Vendor', 'Vendor Name', 'Supplier', 'Company', 'Provider'],
      ends: ['Ends', 'End Date', 'Expires', 'Expiration Date', 'Expiration', 'Renewal Date', 'Term End'],
      noticeBy: ['Notice By', 'Notice Date', 'Cancel By', 'Notice Deadline', 'Cancellation Deadline'],
      decision: ['Decision', 'Action', 'Renewal Decision'],
      cost: ['Cost', 'Annual Cost', 'Yearly Cost', 'Amount', 'Contract Amount'],
      department: ['Department', 'Dept'],
      custodian: ['Owner', 'Contract Owner', 'Responsible', 'Manager'],
    },
  },
];
