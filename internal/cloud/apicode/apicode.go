// SPDX-License-Identifier: MPL-2.0

// Package apicode is the one table of error codes: what each code means, what to do about it, and which attribute can
// fix it. It is pure data. The client reads the class of a code; the package tfdiag makes sentences of the rest.
//
// The rows stand in the files codes_*.go, by subject. Each row is
//
//	row("Code.One Code.Two*", Class, Kind, "attribute",
//		"What the codes mean.",
//		"What to do about it.")
package apicode

import (
	"slices"
	"strings"
	"sync"
)

// Row is what the table says about codes that mean the same.
type Row struct {
	// Codes are the API's codes, or the client's own ones. "Family*" stands for all that begin so, and "*Word*" for all
	// that hold the word, whatever their family. The letter case counts for no code but those of the class Absent.
	Codes []string
	// Actions are those in whose answers the codes mean this. None are all actions that have no row of their own.
	// Summary, remedy and attribute may differ between actions; the class of a code never does.
	Actions []string
	Class   Class
	// Kind chooses the message that the user reads.
	Kind Kind
	// Attribute is the name of the attribute or provider argument that can fix it; empty where none can.
	Attribute string
	// Summary says in a short sentence what the codes mean.
	Summary string
	// Remedy says what to do next. It may hold {placeholders}, which tfdiag fills in.
	Remedy string
}

// again ends most remedies: after an apply and a destroy alike, nothing is lost by starting over.
const again = ", then run the same command again."

// Actions in whose answers some codes mean something of their own.
const (
	modify             = "ModifyInstanceCrossBackupPolicy"
	getRole            = "GetRole"
	assumeRole         = "AssumeRole"
	assumeRoleWithOIDC = "AssumeRoleWithOIDC"
)

func row(codes string, class Class, kind Kind, attribute, summary, remedy string) Row {
	return Row{
		Codes: strings.Fields(codes), Class: class, Kind: kind, Attribute: attribute, Summary: summary, Remedy: remedy,
	}
}

// in limits a row to the answers of the given actions.
func (r Row) in(actions ...string) Row {
	r.Actions = actions
	return r
}

// Rows returns the whole table, as a fresh copy.
func Rows() []Row {
	return slices.Concat(
		clientCodes(), connectionCodes(), gatewayCodes(), keyCodes(), oidcCodes(), regionCodes(), destinationCodes(),
		paymentCodes(), accountCodes(), orderCodes(), deniedCodes(), roleCodes(), stateCodes(), instanceCodes(),
		methodCodes(), kmsCodes(), parameterCodes(), listCodes(), backupCodes(),
	)
}

// key finds a row; an empty action is every action. The code is in lower case, except for the class Absent.
type key struct{ action, code string }

// table is the rows by code, and the words in the order of the rows.
type table struct {
	rows  map[key]Row
	words []string
}

var index = sync.OnceValue(func() table { return newTable(Rows()) })

func newTable(rows []Row) table {
	found := table{rows: map[key]Row{}}
	for _, r := range rows {
		for _, code := range r.Codes {
			if r.Class != Absent {
				code = strings.ToLower(code)
			}
			if strings.HasPrefix(code, "*") {
				found.words = append(found.words, strings.Trim(code, "*"))
			}
			if len(r.Actions) == 0 {
				found.rows[key{"", code}] = r
			}
			for _, action := range r.Actions {
				found.rows[key{action, code}] = r
			}
		}
	}
	return found
}

// Find returns the row of a code in the answer of an action: that of the code itself, of a word in it, or of the
// longest family. Of two equally long ones it is that of the action. An empty action finds the row for every action.
func Find(action, code string) (Row, bool) { return index().find(action, code) }

func (t table) find(action, code string) (Row, bool) {
	if r, ok := t.exact(action, code); ok { // Absent: in the API's exact letter case only
		return r, true
	}
	code = strings.ToLower(code)
	if r, ok := t.exact(action, code); ok {
		return r, true
	}
	family, known := t.family(action, code)
	if known && !family.Class.yields() {
		return family, true
	}
	rest := strings.ReplaceAll(code, "crossregion", "") // the feature, and not a region
	for _, word := range t.words {
		if strings.Contains(rest, word) {
			if r, ok := t.exact(action, "*"+word+"*"); ok { // a word may be of another action alone
				return r, true
			}
		}
	}
	return family, known
}

func (t table) exact(action, code string) (Row, bool) {
	if r, ok := t.rows[key{action, code}]; ok {
		return r, true
	}
	r, ok := t.rows[key{"", code}]
	return r, ok
}

func (t table) family(action, code string) (Row, bool) {
	for prefix := code; prefix != ""; prefix = prefix[:len(prefix)-1] {
		if r, ok := t.exact(action, prefix+"*"); ok {
			return r, true
		}
	}
	return Row{}, false
}

// ClassOf returns the class of a code, which is the same for every action; false where the table lacks the code.
func ClassOf(code string) (Class, bool) {
	r, ok := Find("", code)
	return r.Class, ok
}

// Open reports whether the table leaves open what a code means: it has no row, or one for a family of which only some
// are about permissions. The rest of the answer may tell.
func Open(code string) bool {
	r, ok := Find("", code)
	return !ok || slices.Contains(r.Codes, forbidden)
}

// KeysExpired reports whether a code says that the security token has expired, so that fresh keys may help.
func KeysExpired(code string) bool {
	r, _ := Find("", code)
	return slices.Contains(r.Codes, TokenExpired)
}

// AboutKeys reports whether a code refuses the access key, its secret or its security token.
func AboutKeys(action, code string) bool {
	switch r, _ := Find(action, code); r.Attribute {
	case "access_key", "secret_key", "security_token":
		return true
	}
	return false
}
