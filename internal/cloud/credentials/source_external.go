// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// external is the source of a profile of mode External. The one of credentials-go is not used: it prints command and
// answer to stdout when the answer is not JSON (Terraform logs a plugin's stdout), and writes the keys into the CLI's
// file.
func (b *profileBuilder) external(l label, p profile) (rds.CredentialsSource, error) {
	if variable := b.options.Switches.ExternalDisabled; variable != "" {
		return nil, switchedOff(variable)
	}
	words, err := splitCommand(p.ProcessCommand, runtime.GOOS == "windows")
	if err != nil {
		return nil, err
	}
	return b.refreshing(l, func(ctx context.Context, _ rds.Credentials) (rds.TemporaryCredentials, error) {
		answer, err := askCommand(ctx, words, p)
		if err != nil {
			// not the command, which may hold a password
			return rds.TemporaryCredentials{}, failedStep("run process_command", err)
		}
		if answer.Mode != modeStsToken {
			return b.answered(ctx, l, answer.profile)
		}
		return rds.TemporaryCredentials{Credentials: answer.keys(), Expires: answer.expires()}, nil
	}), nil
}

// answered returns the keys of a profile that a command answered.
func (b *profileBuilder) answered(ctx context.Context, l label, p profile) (rds.TemporaryCredentials, error) {
	l.source += ", as its process_command answered it"
	source, err := (&profileBuilder{opener: b.opener, file: b.file}).build(l, p)
	if err != nil {
		return rds.TemporaryCredentials{}, failedStep("use the profile that process_command answered", err)
	}
	keys, err := source.Credentials(ctx)
	return rds.TemporaryCredentials{Credentials: keys, Expires: endsOf(source, keys)}, err
}

// commandAnswer is a profile, or keys alone, which have an end of their own.
type commandAnswer struct {
	profile
	Expiration string `json:"expiration"`
}

// expires is the end in either form: that of the SDK, or that of a profile.
func (a commandAnswer) expires() time.Time {
	if end := endOf(a.Expiration); !end.IsZero() || a.KeysExpire == 0 {
		return end
	}
	return time.Unix(a.KeysExpire, 0)
}

// askCommand runs the command of a profile and reads its answer.
func askCommand(ctx context.Context, words []string, p profile) (commandAnswer, error) {
	output, err := runCommand(ctx, words, externalGrace)
	if err != nil {
		return commandAnswer{}, err
	}
	return readAnswer(output, p)
}

// readAnswer reads the output of a command. As in the CLI, the answer replaces fields of the profile, its mode
// included. No error holds a part of it, except the name of a mode of the CLI.
func readAnswer(output []byte, p profile) (answer commandAnswer, err error) {
	var alone profile // what the answer itself says
	if err := decodeOutput(output, &alone); err != nil {
		return answer, err
	}
	answer.profile = p
	answer.Mode, answer.AccessKeyID, answer.AccessKeySecret, answer.SecurityToken = "", "", "", ""
	answer.KeysExpire = 0
	if err := decodeOutput(output, &answer); err != nil {
		return answer, err
	}
	if answer.profile, err = answer.cleaned(); err != nil {
		return answer, fmt.Errorf("its output: %w", err)
	}
	mode, known := knownMode(answer.Mode)
	switch {
	case answer.Mode != "" && !known:
		return answer, errors.New("its output has a mode that the Alibaba Cloud CLI does not have")
	case answer.inVPC() != p.inVPC():
		return answer, errors.New("its output has another endpoint_type than the profile; set it in the profile, or set " +
			"endpoints in the provider block")
	case mode == "" && alone.RoleARN != "":
		return answer, errors.New(`its output has ram_role_arn but no mode; add "mode": "RamRoleArn" to assume the role`)
	}
	switch answer.Mode = mode; mode {
	case "", modeAK, modeStsToken: // AK: the SDK takes a token with it
		answer.Mode = modeStsToken
		if answer.AccessKeyID == "" || answer.AccessKeySecret == "" {
			return answer, errors.New("its output lacks access_key_id or access_key_secret")
		}
	case modeRAMRoleArn, modeRAMRoleArnWithEcs, modeEcsRAMRole, modeOIDC, modeCredentialsURI, modeCloudSSO:
	case modeExternal:
		return answer, errors.New("its output has the mode External, which would run a command again; it must answer " +
			"keys, or a profile of another mode")
	default:
		return answer, fmt.Errorf("its output has the mode %s, which a command cannot answer", mode)
	}
	return answer, nil
}

// decodeOutput reads the JSON that a command wrote.
func decodeOutput(output []byte, into any) error {
	err := json.Unmarshal(contentOf(output), into)
	var mismatch *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case len(contentOf(output)) == 0:
		return errors.New("its output is empty")
	case errors.As(err, &mismatch):
		return errors.New("its output is JSON of another form than a profile")
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(contentOf(output))):
		return errors.New("its output is not JSON, because it ends in the middle")
	}
	return errors.New("its output is not JSON; it must print one JSON object and nothing else to standard output")
}
