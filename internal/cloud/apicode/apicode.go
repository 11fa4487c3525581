// SPDX-License-Identifier: MPL-2.0

// Package apicode is the one table of error codes: what each code means, what to do about it, and which attribute can
// fix it. It is pure data. The client reads the class of a code; the package tfdiag makes sentences of the rest.
//
// The rows stand in the files codes_*.go, by subject. Each row is
//
//	row("Code.One Code.Two*", Class, "attribute",
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
	// Codes are the API's codes, or the client's own ones. One that ends in "*" stands for all that begin so.
	Codes []string
	// Actions are those in whose answers the codes mean this. None are all actions that have no row of their own.
	// Summary, remedy and attribute may differ between actions; the class of a code never does.
	Actions []string
	Class   Class
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

func row(codes string, class Class, attribute, summary, remedy string) Row {
	return Row{Codes: strings.Fields(codes), Class: class, Attribute: attribute, Summary: summary, Remedy: remedy}
}

// in limits a row to the answers of the given actions.
func (r Row) in(actions ...string) Row {
	r.Actions = actions
	return r
}

// Rows returns the whole table, as a fresh copy.
func Rows() []Row {
	return slices.Concat(
		clientCodes(), connectionCodes(), gatewayCodes(), keyCodes(), oidcCodes(), deniedCodes(), roleCodes(),
		stateCodes(), instanceCodes(), methodCodes(), regionCodes(), destinationCodes(), kmsCodes(), parameterCodes(),
		listCodes(), backupCodes(), accountCodes(), orderCodes(),
	)
}

// key finds a row; an empty action is every action.
type key struct{ action, code string }

var index = sync.OnceValue(func() map[key]Row {
	found := map[key]Row{}
	for _, r := range Rows() {
		for _, code := range r.Codes {
			if len(r.Actions) == 0 {
				found[key{"", code}] = r
			}
			for _, action := range r.Actions {
				found[key{action, code}] = r
			}
		}
	}
	return found
})

// Find returns the row of a code in the answer of an action: the longest match, and of two equally long ones that of
// the action. An empty action finds the row for every action.
func Find(action, code string) (Row, bool) {
	rows := index()
	find := func(code string) (Row, bool) {
		if r, ok := rows[key{action, code}]; ok {
			return r, true
		}
		r, ok := rows[key{"", code}]
		return r, ok
	}
	if r, ok := find(code); ok {
		return r, true
	}
	for prefix := code; prefix != ""; prefix = prefix[:len(prefix)-1] {
		if r, ok := find(prefix + "*"); ok {
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

// AboutKeys reports whether a code refuses the access key, its secret or its security token.
func AboutKeys(action, code string) bool {
	switch r, _ := Find(action, code); r.Attribute {
	case "access_key", "secret_key", "security_token":
		return true
	}
	return false
}
