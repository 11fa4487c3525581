// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"errors"
	"net/http"
	"slices"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
)

var errIncomplete = errors.New("the list is not complete")

// totals are the two names the API has for the number of all rows of a list.
type totals struct {
	TotalRecordCount text
	TotalRecords     text
}

// total returns the number of all rows. A list without it cannot be told from a part of one, so it is an error.
func (t totals) total() (int64, error) {
	written := firstOf(nullText(string(t.TotalRecordCount)), nullText(string(t.TotalRecords)))
	if written == "" {
		return 0, errors.New("the list does not say how many rows it has")
	}
	count, err := parseNumber(written)
	if err == nil && count < 0 {
		err = errors.New("the list says that it has less than no rows")
	}
	return count, err
}

// incomplete is the error of a list that arrived but cannot be trusted to hold every row.
func incomplete(action, region, requestID string, err error) error {
	return &Error{
		Action: action, Region: region, Code: apicode.IncompleteList, Status: http.StatusOK, RequestID: requestID, Err: err,
	}
}

// finishList gives the errors of paging itself the type of all others.
func finishList(action, region, instanceID string, err error) error {
	var failed *Error
	if err == nil || errors.As(err, &failed) {
		return err
	}
	return &Error{
		Action: action, Region: region, InstanceID: instanceID, Code: apicode.IncompleteList, Status: http.StatusOK, Err: err,
	}
}

// badInstanceID is the error of an id that would select something else than one instance.
func badInstanceID(action, region string) error {
	return &Error{
		Action: action, Region: region, Code: apicode.InvalidRequest,
		Message: "an instance id is empty or is not one such as pgm-bp1234567890",
	}
}

// filter looks for the rows of a list that was asked for some instances. No ids are all of them.
type filter struct {
	ids   []string
	found bool
	other string // an instance that was not asked for
}

// has reports whether a row was asked for.
func (f *filter) has(id string) bool {
	if len(f.ids) == 0 || slices.Contains(f.ids, id) {
		f.found = true
		return true
	}
	f.other = firstOf(f.other, id)
	return false
}

// misdirected is the error of a list that has rows, and none that was asked for: that is no proof that there is none.
func (f *filter) misdirected(action, region string) error {
	if f.found || f.other == "" {
		return nil
	}
	failed := &Error{Action: action, Region: region, Status: http.StatusOK}
	if len(f.ids) == 1 {
		failed.InstanceID = f.ids[0]
	}
	return failed.aboutOther(aboutInstance(f.other))
}
