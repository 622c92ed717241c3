/** The sections of `town.yaml` that the first questions do not ask, each with an example. */
export const laterSections = `## Everybody, and everything, that has accounts. Write all of them, or import a list of staff instead.
## kind: staff, elected, seasonal, vendor, shared (several people use it), service (no person uses it), break-glass (for emergencies).
## An owner of a service must stand here, or in the list of staff.
# people:
#   - name: Ann Reyes
#     kind: staff
#     department: Clerk
#     accounts: [areyes]
#     email: areyes@cedarfalls.example
#     ## In quotes, so that it stays text.
#     phone: "555-0100"
#     started: 2019-04-01
#     ## Last day; null: still here.
#     left: null
#   - name: Bob Lindt
#     kind: staff
#     department: Police
#     started: 2021-02-15
#     left: null
#   - name: Sam Ortiz
#     kind: seasonal
#     started: 2026-05-01
#     ## Last day on which the account may be used.
#     until: 2026-12-31

## Companies that do something for the town. Under clauses: what the contract says; leave it out while nobody has read it for this.
# vendors:
#   - name: Example Billing Inc.
#     does: Runs the water billing program
#     critical: true
#     contact: Help desk, 555-0155
#     access: Names, addresses and meter readings
#     reviewed: 2026-03-10
#     clauses:
#       ## Hours within which they must tell the town of an attack; null: the contract does not say.
#       incidentNoticeHours: 72
#       securityDuties: true
#       dataReturn: true
#       responseTime: true
#       insurance: false

## Contracts that end or renew themselves.
# contracts:
#   - name: Internet line, town hall
#     vendor: Example Billing Inc.
#     ends: 2027-06-30
#     ## Last day to say no before it renews itself; null: it does not.
#     noticeBy: 2027-04-01
#     ## renew, replace, end; null: nothing decided yet.
#     decision: null
#     yearlyCost: 4800

## Drills: a bad day, practiced, in 90 minutes at most. Each ends with at least two changes that somebody makes by a day.
# drills:
#   - service: Water billing
#     on: 2026-09-22
#     scenario: The billing server does not start on the day the bills go out
#     start: "09:00"
#     end: "10:15"
#     minutes: 75
#     participants: [Ann Reyes, Bob Lindt]
#     steps:
#       - { what: Found the printed plan, minutes: 5 }
#       - { what: Reached the vendor, minutes: 30 }
#       - { what: Restored the server from the backup, minutes: 40 }
#     ## Where one person had to wait for another.
#     handoffs: [Front desk to vendor]
#     changes:
#       - { what: Put the vendor's night number into the plan, owner: Ann Reyes, due: 2026-10-15, done: 2026-10-02 }
#       - { what: Order a second disk for the backup, owner: Bob Lindt, due: 2026-12-01, done: null }

## Each time something was brought back from a backup, as a test or in earnest.
# restores:
#   - service: Water billing
#     on: 2026-09-22
#     what: The billing database, opened in the program, last bill found
#     minutes: 40
#     worked: true
#     by: Bob Lindt

## Things of which the town has one: what stands in for it, or how fast somebody must come with another.
# spares:
#   - item: Firewall
#     ## null: nothing.
#     spare: null
#     ## Hours within which a contract brings one; null: there is no such contract.
#     responseHours: 4

## What one new machine costs, in dollars. Plans are priced with it.
# prices:
#   workstation: 950
#   laptop: 1200
#   server: 9000
#   network-device: 2500
#   printer: 600

## The one shared text for telling residents and staff when something is down. null: there is none.
# communication:
#   audience: Residents and all staff
#   channel: Town website, sign at the door, local radio
#   cadence: Every two hours, also when there is nothing new
#   approver: Ann Reyes
#   adopted: 2026-02-10
#   reviewed: 2026-09-14
#   text: "[Service] is down since [time]. Until it is back, please [what to do]. Next news at [time]."

## Two numbers a month: one that leads, one that trails.
# metrics:
#   - month: "2026-10"
#     leading: { name: Computers with all fixes within 30 days in percent, value: 91 }
#     trailing: { name: Hours that services were down, value: 3 }

## The monthly meeting of 30 minutes: the two handoffs that went worst, and what was made better.
# checkpoints:
#   - on: 2026-10-20
#     handoffs: [Front desk to vendor, Police to county dispatch]
#     ## null: nothing yet.
#     tightened: The front desk has the vendor's direct number

## What went wrong, and what was learned. []: nothing has.
# incidents:
#   - what: Mail was down for a day
#     began: 2026-06-03
#     ## null: still going on.
#     closed: 2026-06-04
#     reviewed: 2026-06-20
#     cause: The certificate had run out
#     cost: 800
#     changes:
#       - { what: Certificate renews itself, owner: Bob Lindt, due: 2026-07-01, done: 2026-06-25 }

## Models that the town buys. One model is cheaper to keep than ten.
# standards:
#   - class: workstation
#     models: [Example 7010]

## What the town has none of, who says so, and when: workstation, laptop, server, hypervisor, network-device, printer.
# none:
#   - class: hypervisor
#     by: Ann Reyes
#     on: 2026-09-14

## Limits that this town sets otherwise than the rules do. "townwatch config explain RULE --town NAME" shows what can be set.
# parameters:
#   - rule: CON-001
#     parameter: maxDays
#     value: 180
#     reason: The council reviews twice a year
#     author: Ann Reyes
#     date: 2026-09-14
`;
