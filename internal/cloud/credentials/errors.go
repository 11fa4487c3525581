// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"errors"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// ErrorPrefix begins the text of each Error.
const ErrorPrefix = "get credentials of "

// StepAssumeIt is the step of a source that is itself the role to assume.
const StepAssumeIt = "assume it"

// StepChooseSTS is the step that finds the endpoint of STS.
const StepChooseSTS = "choose the endpoint of STS"

// Error says why a source cannot be opened or gives no keys. Its fields and its text hold nothing secret.
type Error struct {
	// Source names the source, such as: profile "prod".
	Source string
	// Origin says who named it, such as "argument profile"; empty for the last resort.
	Origin string
	// Step is what failed, such as: read the file ~/.aliyun/config.json.
	Step string
	Err  error
	// Absent says that nobody named a source and that the last resort is not there: there are no credentials at all.
	Absent bool
}

// Error names the source, who chose it, the step and the cause.
func (e *Error) Error() string {
	text := ErrorPrefix + "the " + e.name()
	if e.Step != "" {
		text += ": " + e.Step
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// FailedSource is the source and the step, for the client whose call got no keys.
func (e *Error) FailedSource() rds.Origin { return rds.Origin{Place: e.name(), Step: e.Step} }

func (e *Error) name() string {
	if e.Origin == "" {
		return e.Source
	}
	return e.Source + " (" + e.Origin + ")"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// label names a source in errors.
type label struct {
	source, origin string
	// file holds the source, where it is a profile.
	file string
	// base is the place of the keys that a role is assumed with, where another source has them.
	base string
	// login says that the keys belong to a login of the Alibaba Cloud CLI.
	login bool
}

// place names a source in words that follow "the keys came from".
func (l label) place() string {
	text := "the " + l.source
	if l.file != "" {
		text += " in " + l.file
	}
	switch {
	case l.origin != "":
		text += " (" + l.origin + ")"
	case l.file != "":
		text += " (current profile of the Alibaba Cloud CLI)"
	}
	if l.base != "" {
		text += ", assumed with those from " + l.base
	}
	return text
}

// placeOf is the place of keys that no role was assumed for yet; "" where the source does not know it.
func placeOf(source rds.CredentialsSource) string {
	known, ok := source.(rds.Tracer)
	if !ok {
		return ""
	}
	return known.Origin(rds.Credentials{}).Place
}

// endsOf is the end that a source stated for keys; zero where it did not.
func endsOf(source rds.CredentialsSource, keys rds.Credentials) time.Time {
	known, ok := source.(rds.Tracer)
	if !ok {
		return time.Time{}
	}
	return known.Origin(keys).Ends
}

// fixed is a source that always hands out the same keys.
type fixed struct {
	rds.CredentialsSource
	place string
}

// Origin names the source.
func (f fixed) Origin(rds.Credentials) rds.Origin {
	return rds.Origin{Place: f.place, Supply: rds.SupplyFixed}
}

// wrap names the source of an error. An error that names one already, as that of the source below, stays as it is.
func (l label) wrap(err error) error {
	if err == nil {
		return nil
	}
	var named *Error
	if errors.As(err, &named) {
		return err
	}
	failed := &Error{Source: l.source, Origin: l.origin, Err: err}
	var step *stepError
	if errors.As(err, &step) {
		failed.Step, failed.Err = step.step, step.err
	}
	return failed
}

// stepError is a failed step of a source that its caller names.
type stepError struct {
	step string
	err  error
}

func (e *stepError) Error() string { return e.step + ": " + e.err.Error() }

func (e *stepError) Unwrap() error { return e.err }

func failedStep(step string, err error) error { return &stepError{step: step, err: err} }
