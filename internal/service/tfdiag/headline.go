// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"cmp"
	"context"
	"errors"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// headline is the message about an error, and the values of its headline.
func headline(err error) (message.Message, []string) {
	var unsettled *rds.NotSettledError
	var failed *rds.Error
	errors.As(err, &failed)
	failed = explained(failed)
	m := message.OfKind(kindOf(err, failed))
	if failed == nil {
		failed = &rds.Error{}
	}
	if errors.As(err, &unsettled) {
		if unsettled.Written {
			m = message.SettingsNotConfirmed
		}
		failed = &rds.Error{
			InstanceID: unsettled.Want.InstanceID, Region: unsettled.Want.Region, Action: failed.Action, Host: failed.Host,
			Code: failed.Code,
		}
	}
	words := m.Words()
	for i, word := range words {
		words[i] = valueOf(word, failed)
	}
	return m, words
}

// kindOf is the kind of an error; "" where nothing is known of it. failed is the call in it that failed, if any did.
func kindOf(err error, failed *rds.Error) apicode.Kind {
	ended := failed == nil || failed.Code == apicode.Interrupted
	switch {
	case ended && errors.Is(err, context.Canceled):
		return apicode.KindOperationCanceled
	case ended && errors.Is(err, context.DeadlineExceeded):
		return apicode.KindOperationTimedOut
	case failed == nil:
		return ""
	case failed.Code == apicode.OtherRegion && (failed.Said == "" || failed.InstanceID == ""):
		return apicode.KindAnswerMisdirected // a list, or an answer that names no region
	}
	return meaning(failed).Kind
}

// valueOf is a value of a headline.
func valueOf(word string, failed *rds.Error) string {
	switch word {
	case "instance":
		return cmp.Or(failed.InstanceID, "the instance")
	case "region":
		return cmp.Or(failed.Region, "of the call")
	case "host":
		return cmp.Or(failed.Host, "the API")
	case "action":
		return ramAction(failed)
	case "code":
		return cmp.Or(failed.Code, "an unknown code")
	}
	return word
}
