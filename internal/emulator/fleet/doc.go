// SPDX-License-Identifier: MPL-2.0

// Package fleet simulates accounts, ApsaraDB RDS instances and their cross-region backup over a clock of its own. It
// speaks no HTTP: package emulator puts the protocol on top, and has checked the form of every parameter.
//
// # What is modeled
//
// The policy of every instance is kept as a timeline of settings. Local backups, copies in the destination, log files
// and their expiry are computed from that timeline and the clock when somebody asks. Nothing runs in the background,
// and moving the clock by a year costs no more than listing what is still kept.
//
//   - A local backup runs every day at an hour that is stable per instance. It takes 5 to 10 minutes and is kept for 7
//     days.
//   - While the policy is on, each finished local backup is copied to the destination of that moment. The copy
//     appears 3 to 7 minutes later.
//   - Switching the policy on copies the newest local backup of the last 24 hours. Without one it starts a backup.
//     MySQL on cloud disks does neither.
//   - While log copy is on, a log file of every 5 minutes appears one minute after its end. MySQL on local disks and
//     SQL Server also copy the logs since the newest backup of the last 24 hours.
//   - Sets and log files expire at their end plus the retention. They outlive switching off and the release of the
//     instance, except those of MySQL on cloud disks.
//   - A released instance and its policy disappear when the retention has passed since the release.
//
// # What is guessed
//
// Each statement about the real API that no document proves is a row of [Guesses]: an id, a sentence, the values that
// it may have and where it comes from.
//
// # What is refused
//
// A method that stands for an API call returns a [Refusal] with the API's own code. The emulator's error table has the
// status and the message of each code.
//
// All methods may be called concurrently and return copies. Ids and sizes depend only on the instances, the order in
// which they were added and the clock.
package fleet
