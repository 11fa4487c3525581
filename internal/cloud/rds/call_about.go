// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"errors"
	"net/http"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

// This file has the one rule that an answer counts only for what was asked. One host serves many regions, and looks an
// id up in all of them: asked in the wrong region, it may answer about another one without an error.

// named is what an answer, or a row of one, says that it is about. Every answer is read for it, see envelope.
type named struct {
	RegionID     text `json:"RegionId"`
	DBInstanceID text `json:"DBInstanceId"`
}

func (n named) region() string { return nullText(string(n.RegionID)) }

func (n named) instance() string { return nullText(string(n.DBInstanceID)) }

// misdirected is an answer about something else than what was asked.
type misdirected struct{ code, kind, said string }

// Error says what the answer is about. What is no id may be anything, and shows in no text.
func (m *misdirected) Error() string {
	if plainID(m.said) == "" {
		return "the answer is about another " + m.kind + ", whose name is no id"
	}
	return "the answer is about " + m.kind + " " + m.said
}

func aboutRegion(id string) *misdirected { return &misdirected{apicode.OtherRegion, "region", id} }

func aboutInstance(id string) *misdirected {
	return &misdirected{apicode.OtherInstance, "instance", id}
}

func aboutAccount(id string) *misdirected { return &misdirected{apicode.OtherAccount, "account", id} }

// compare holds what an answer names against the call. What an answer leaves out contradicts nothing: most actions name
// neither, and the samples of the others lack now one and now the other.
//
// Ids of instances are compared to the letter, unlike regions: an instance under two spellings would be two for all
// that goes by the id here, locks included.
func (k call) compare(n named) *misdirected {
	if id := n.instance(); k.ofInstance && id != "" && id != k.instanceID {
		return aboutInstance(id)
	}
	if region := n.region(); region != "" && !sameRegion(k.region, region) {
		return aboutRegion(region)
	}
	return nil
}

// sameRegion reports whether an answer names the region that was asked, in any letter case, or a zone of it, such as
// cn-hangzhou-b, us-east-1a or cn-hangzhou-MAZ10(h,i). cn-hangzhou-finance is no zone, but a region of its own.
func sameRegion(asked, said string) bool {
	asked, said = strings.ToLower(asked), strings.ToLower(said)
	zone, inside := strings.CutPrefix(said, asked)
	if !inside || zone == "" {
		return inside
	}
	zone, dashed := strings.CutPrefix(zone, "-")
	letter := len(zone) == 1 && 'a' <= zone[0] && zone[0] <= 'z'
	return letter || dashed && strings.HasPrefix(zone, "maz")
}

// accountOf returns the account in an ARN such as acs:ram::1234567890123456:role/backup; empty where there is none.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 5)
	if len(parts) < 5 || parts[0] != "acs" {
		return ""
	}
	return parts[3]
}

// compareAccounts is nil where one of the accounts is not known.
func compareAccounts(asked, said string) *misdirected {
	if asked == "" || said == "" || asked == said {
		return nil
	}
	return aboutAccount(said)
}

// misdirected is the error of an answer that was decoded; nil for nil.
func (k call) misdirected(m *misdirected, requestID string) error {
	if m == nil {
		return nil
	}
	failed := k.failure("", nil)
	failed.Action, failed.Status, failed.RequestID = k.build().GetActionName(), http.StatusOK, requestID
	return failed.aboutOther(m)
}

// aboutOther makes an error that of a misdirected answer. The call is not sent again: the answer is whole.
func (e *Error) aboutOther(m *misdirected) *Error {
	e.Code, e.Message, e.Said, e.final = m.code, m.Error(), plainID(m.said), true
	return e
}

// IsMisdirected reports whether an answer was about something else than what was asked.
func IsMisdirected(err error) bool {
	switch codeOf(err) {
	case apicode.OtherRegion, apicode.OtherInstance, apicode.OtherCopies, apicode.OtherAccount:
		return true
	}
	return false
}

// RegionSaid returns the region that an answer named instead of the one that was asked; empty for any other error.
func RegionSaid(err error) string {
	var failed *Error
	if !errors.As(err, &failed) || failed.Code != apicode.OtherRegion {
		return ""
	}
	return failed.Said
}
