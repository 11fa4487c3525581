// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// FromError returns one error diagnostic about a failed operation; none for a nil error. Its headline is the cause. The
// detail says in at most four short paragraphs what could not be done, what the API said, what to do next, and the
// request id. The operation is a phrase such as "Cannot enable cross-region backup". The subject says what it was
// about, such as "instance pgm-demo in cn-hangzhou". Where the user can fix the error in an attribute, the diagnostic
// points to it.
func FromError(operation, subject string, err error, options ...Option) diag.Diagnostics {
	if err == nil {
		return nil
	}
	m, values := headline(err)
	return diag.Diagnostics{m.Error(at(err, options), joined(paragraphs(operation+" for "+subject, err)), values...)}
}

// at is the attribute in which the user can fix the error.
func at(err error, options []Option) path.Path {
	attribute := attributeOf(err)
	for _, option := range options {
		if attribute == "region" {
			attribute = option.attribute
		}
	}
	if attribute == "" {
		return path.Empty()
	}
	return path.Root(attribute)
}

// Option changes what a diagnostic says of where its error can be fixed.
type Option struct{ attribute string }

// RegionIn says that the region of the call stands in another attribute than region, "" for none.
func RegionIn(attribute string) Option { return Option{attribute: attribute} }

// AboutRegion reports whether an error says that the API does not take the region of the call.
func AboutRegion(err error) bool { return attributeOf(err) == "region" }

// Suggestion names the region that was probably meant, as a sentence to append; "" where none comes close.
func Suggestion(region string) string {
	if nearest, ok := eligibility.NearestRegion(region); ok && nearest != region {
		return fmt.Sprintf(" Did you mean %q?", nearest)
	}
	return ""
}

// Detail returns the detail of FromError, for a diagnostic that has more to say.
func Detail(operation, subject string, err error) string {
	return joined(paragraphs(operation+" for "+subject, err))
}

func joined(paragraphs []string) string { return strings.Join(paragraphs, "\n\n") }

// Answer says what the API answered, below a text that says what it means; empty for another error.
func Answer(err error) string {
	var failed *rds.Error
	if !errors.As(err, &failed) {
		return ""
	}
	text := "The API answered " + strings.Join(facts(failed), ", ") + "."
	if failed.RequestID != "" {
		text += " Request id: " + failed.RequestID + "."
	}
	return text
}

// Sentence returns what went wrong as one or two sentences, with code, HTTP status and request id; empty for a nil
// error.
func Sentence(err error) string {
	var unsettled *rds.NotSettledError
	var failed *rds.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &unsettled):
		switch seen := lastSeen(unsettled); {
		case !unsettled.Written:
			return strings.TrimSpace("Nothing was changed: no write was accepted. " + seen)
		case unsettled.Last.InstanceID == "":
			return strings.TrimSpace("The policy could not be read back. " + seen)
		default:
			return seen
		}
	case errors.As(err, &failed):
		failed = explained(failed)
		if left := interrupted(failed); left != "" {
			return left
		}
		facts := facts(failed)
		if failed.RequestID != "" {
			facts = append(facts, "request id "+failed.RequestID)
		}
		return withCause(withFacts(meaning(failed).Summary, facts), failed)
	}
	return plain(err)
}

// Advice is Sentence, and what to do about it in a paragraph of its own.
func Advice(err error) string {
	var failed *rds.Error
	if !errors.As(err, &failed) {
		return Sentence(err)
	}
	return Sentence(err) + "\n\n" + Remedy(explained(failed))
}

// paragraphs explains the error, from what could not be done to the request id.
func paragraphs(attempt string, err error) []string {
	var unsettled *rds.NotSettledError
	var failed *rds.Error
	known := errors.As(err, &failed)
	outer := failed
	failed = explained(failed)
	var found []string
	add := func(text string) {
		if text != "" {
			found = append(found, text)
		}
	}
	switch {
	case errors.As(err, &unsettled):
		if unsettled.Written {
			add(strings.TrimSpace(fmt.Sprintf("%s: the new settings could not be confirmed. %s", attempt,
				lastSeen(unsettled))))
		} else {
			add(strings.TrimSpace(fmt.Sprintf("%s. Nothing was changed: no write was accepted. %s", attempt,
				lastSeen(unsettled))))
		}
		add(ended(unsettled, failed))
		add(unsettledRemedy(unsettled, failed))
	case known:
		text := attempt + ": " + attempted(outer, failed)
		if AboutRegion(failed) {
			text += Suggestion(failed.Region)
		}
		add(text)
		add(said(failed))
		add(Remedy(failed))
	default:
		add(attempt + ".")
		add(plain(err))
	}
	if known && failed.RequestID != "" {
		add("Request id: " + failed.RequestID + ".")
	}
	return found
}

// explained is the error that says why a call failed. If it had no keys, that is the error of the call for the keys.
func explained(failed *rds.Error) *rds.Error {
	var inner *rds.Error
	if failed != nil && ownCode(failed) && failed.Class() == rds.ClassCredential && errors.As(failed.Err, &inner) {
		return explained(inner)
	}
	return failed
}

// attempted says which call failed. If a call had no keys, the call for the keys failed; the error names their source.
func attempted(outer, failed *rds.Error) string {
	if outer == failed {
		return outer.Action + " failed."
	}
	source := outer.Keys
	if source.Place == "" {
		return outer.Action + " needs credentials, but STS did not issue them."
	}
	text := fmt.Sprintf("%s needs credentials of the %s, but STS did not issue them.", outer.Action, source.Place)
	if source.Step != "" && source.Step != credentials.StepAssumeIt {
		text += " The call was to " + source.Step + "."
	}
	return text
}

// said is what the code means, followed by the API's own words.
func said(failed *rds.Error) string {
	if left := interrupted(failed); left != "" {
		return left
	}
	if ownCode(failed) {
		return withCause(meaning(failed).Summary, failed)
	}
	text := meaning(failed).Summary + " The API answered " + strings.Join(facts(failed), ", ")
	if failed.Message != "" {
		text += ": " + failed.Message
	}
	text = closed(text)
	if failed.Err != nil { // why the client stopped trying
		text += " The client " + closed(failed.Err.Error())
	}
	return strings.TrimSpace(text + " " + keysFrom(failed))
}

// keysFrom names the source of keys that the API refused; empty where it refused something else. Keys that look expired
// are still used, since a clock or time zone may be wrong. The text then shows both times.
func keysFrom(failed *rds.Error) string {
	keys := failed.Keys
	if keys.Place == "" {
		return ""
	}
	text := "The keys came from " + keys.Place + "."
	if !keys.Ends.IsZero() && keys.Ends.Before(failed.At) {
		text += fmt.Sprintf(" By that source they ended at %s, and the API's clock reads %s.",
			keys.Ends.UTC().Format(time.RFC3339), failed.At.UTC().Format(time.RFC3339))
	}
	return text
}

// withCause puts the cause after a sentence about an error that the client made itself. The API's own words stay out.
func withCause(sentence string, failed *rds.Error) string {
	words := strings.TrimPrefix(words(failed), credentials.ErrorPrefix)
	switch {
	case words == "" || !ownCode(failed):
		return sentence
	case failed.Message == "" && failed.GaveUp():
		return sentence + " The client " + closed(words)
	}
	return sentence + " Cause: " + closed(words)
}

// words are the most that the error says beyond its code.
func words(failed *rds.Error) string {
	if failed.Message == "" && failed.Err != nil {
		return failed.Err.Error()
	}
	return failed.Message
}

// ownCode reports whether the code is one of the client, and not of the API.
func ownCode(failed *rds.Error) bool {
	return strings.HasPrefix(failed.Code, "Client.")
}

// facts are the code and the HTTP status, as far as the API gave them.
func facts(failed *rds.Error) []string {
	var found []string
	if failed.Code != "" && !ownCode(failed) {
		found = append(found, failed.Code)
	}
	if status := fmt.Sprintf("HTTP %d", failed.Status); failed.Status != 0 &&
		!(ownCode(failed) && strings.Contains(failed.Message, status)) {
		found = append(found, status)
	}
	return found
}

// withFacts puts facts in parentheses before the full stop of a sentence.
func withFacts(sentence string, facts []string) string {
	if len(facts) == 0 {
		return sentence
	}
	return strings.TrimSuffix(sentence, ".") + " (" + strings.Join(facts, ", ") + ")."
}

// plain is an error that does not come from the client.
func plain(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "The operation was canceled."
	case errors.Is(err, context.DeadlineExceeded):
		return "The time of this operation ran out. Run the same command again."
	}
	return Capital(closed(err.Error()))
}

// Capital begins a text with a capital letter.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// closed ends a text with a full stop.
func closed(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// attributeOf returns the attribute in which the user can fix the error; empty where there is none, or where it is an
// argument of the provider block, which a diagnostic of a resource cannot point to.
func attributeOf(err error) string {
	var failed *rds.Error
	if !errors.As(err, &failed) {
		return ""
	}
	switch attribute := meaning(explained(failed)).Attribute; attribute {
	case "instance_id", "region", "destination_region", "start_time", "end_time", "backup_set_id":
		return attribute
	}
	return ""
}
