import type { KnownExport } from './known-export.ts';

/** What payroll and training programs export. */
export const people: readonly KnownExport[] = [
  {
    product: 'KnowBe4',
    kinds: ['training'],
    columns: {
      email: ['Email', 'User Email', 'Email Address'],
      firstName: ['First Name'],
      lastName: ['Last Name'],
      person: ['User', 'Name', 'User Name'],
      course: ['Content Name', 'Content', 'Module Name', 'Campaign Name', 'Training Campaign', 'Assignment'],
      completed: ['Completion Date', 'Completed', 'Completed On', 'Date Completed'],
      due: ['Due Date', 'Due', 'Campaign End Date', 'End Date'],
      department: ['Department', 'Division'],
    },
  },
  {
    product: 'ADP',
    kinds: ['people'],
    columns: {
      person: ['Payroll Name', 'Employee Name', 'Legal Name', 'Name', 'Associate Name'],
      firstName: ['Legal First Name', 'Preferred or Chosen First Name', 'First Name'],
      lastName: ['Legal Last Name', 'Preferred or Chosen Last Name', 'Last Name'],
      email: ['Work Contact: Work Email', 'Work Email', 'Business Email'],
      department: ['Home Department Description', 'Home Department', 'Department Description', 'Department'],
      kind: ['Worker Category Description', 'Worker Category', 'Worker Type'],
      started: ['Hire Date', 'Hire/Rehire Date', 'Original Hire Date'],
      left: ['Termination Date'],
      status: ['Position Status', 'Employment Status'],
    },
  },
  {
    product: 'Paychex',
    kinds: ['people'],
    columns: {
      person: ['Employee Name', 'Worker Name', 'Employee'],
      firstName: ['First Name', 'Given Name'],
      lastName: ['Last Name', 'Family Name'],
      email: ['Email', 'Work Email', 'Email Address'],
      department: ['Department', 'Org Unit', 'Organization Unit', 'Labor Assignment'],
      kind: ['Employment Type', 'Worker Type', 'Employee Type'],
      started: ['Hire Date', 'Start Date'],
      left: ['Termination Date', 'Separation Date'],
      status: ['Status', 'Current Status'],
    },
  },
];
