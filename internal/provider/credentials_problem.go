// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

// credentialsProblem says why the chosen credentials cannot be used. A source that the user named fails with its own
// error. Where the user named none, the text lists everything that was tried.
func credentialsProblem(choice credentials.Choice, env Environment, err error) diag.Diagnostics {
	var failed *credentials.Error
	if !errors.As(err, &failed) {
		failed = &credentials.Error{Source: "chosen source", Origin: choice.Origin, Err: err}
	}
	if failed.Origin == "" {
		return missingCredentials(choice, env, failed)
	}
	return diag.Diagnostics{message.CredentialsUnusable.Error(attributeOf(choice, failed),
		fmt.Sprintf("Credentials come from the %s. %s\n\n%s.\n\n%s",
			failed.Source, chosenBy(choice, failed), tfdiag.Capital(because(failed)), remedyOf(choice, failed)))}
}

// which names the profile where a file was found: the current one, or a source_profile below it.
func which(failed *credentials.Error) string {
	if strings.HasPrefix(failed.Source, "profile ") {
		return failed.Source + ": "
	}
	return ""
}

// because says what could not be done, and the cause.
func because(failed *credentials.Error) string {
	cause := "of an unknown cause"
	if failed.Err != nil {
		cause = failed.Err.Error()
	}
	if failed.Step == "" {
		return cause
	}
	return "cannot " + failed.Step + ": " + cause
}

// roleFailed reports whether it is the role on top that failed, and not the source below it.
func roleFailed(failed *credentials.Error) bool { return failed.Origin == fromBlock+assumeRole }

// chosenBy says which argument or variable named the source that failed.
func chosenBy(choice credentials.Choice, failed *credentials.Error) string {
	if p := choice.Profile; p != nil && !roleFailed(failed) && p.NameOrigin != "" && p.FileOrigin != "" {
		return fmt.Sprintf("The %s and the %s choose it.", p.NameOrigin, p.FileOrigin)
	}
	return fmt.Sprintf("The %s chooses it.", failed.Origin)
}

// attributeOf returns the argument to look at. It is never one that may hold a secret, such as a URI, because Terraform
// prints its line of the configuration.
func attributeOf(choice credentials.Choice, failed *credentials.Error) path.Path {
	switch {
	case roleFailed(failed):
		return path.Root(assumeRole)
	case choice.Profile != nil && choice.Profile.NameOrigin != "":
		return path.Root("profile")
	case choice.Profile != nil:
		return path.Root("shared_credentials_file")
	case choice.ECSRole != "":
		return path.Root("ecs_role_name")
	case choice.OIDC != nil:
		return path.Root(assumeRoleWithOIDC)
	case failed.Step == credentials.StepChooseSTS:
		return path.Root("endpoints") // access_key is right, and its line would be printed
	}
	return path.Root("access_key")
}

func remedyOf(choice credentials.Choice, failed *credentials.Error) string {
	if roleFailed(failed) {
		return "Correct it, or remove the block assume_role."
	}
	if failed.Step == credentials.StepChooseSTS {
		return "Correct or remove it."
	}
	if choice.Profile != nil {
		return "Correct profile or shared_credentials_file, run \"aliyun configure\", or set access_key and secret_key."
	}
	return "Correct it, or name other credentials in the provider block."
}

// missingCredentials lists each place in the order in which it was tried, and what is wrong with it. A current profile
// that is there and cannot be used comes first, since it is what the user has to correct.
func missingCredentials(choice credentials.Choice, env Environment, lastResort *credentials.Error) diag.Diagnostics {
	const others = "access_key and secret_key, or the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and " +
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET."
	reason := which(lastResort) + because(lastResort)
	role := ""
	if len(choice.Assume) > 0 {
		role = "The block assume_role needs credentials to assume the role with. "
	}
	if !lastResort.Absent {
		return diag.Diagnostics{message.CredentialsUnusable.Error(path.Root("shared_credentials_file"),
			fmt.Sprintf("The current profile of the Alibaba Cloud CLI cannot be used. Cause: %s.\n\n"+
				"%sCorrect the current profile, for example with \"aliyun configure\", or set %s\n\n"+
				"The current profile is used because nothing else was found. These places were tried before, in this order:\n%s",
				reason, role, others, strings.TrimSuffix(triedPlaces(env), "\n")))}
	}
	return diag.Diagnostics{message.NoCredentials.Error(path.Root("access_key"),
		fmt.Sprintf("No usable credentials were found. These places were tried, in this order:\n"+
			"%s  3. The current profile of the Alibaba Cloud CLI: %s.\n\n%sRun \"aliyun configure\", or set %s",
			triedPlaces(env), reason, role, others))}
}

// triedPlaces lists the provider block and the environment, which name no credentials.
func triedPlaces(env Environment) string {
	var text strings.Builder
	text.WriteString("  1. The provider block: access_key with secret_key, profile, credentials_uri,\n" +
		"     ecs_role_name, assume_role_with_oidc, shared_credentials_file. None of them is set.\n" +
		"  2. The environment:\n")
	for _, line := range triedVariables(env) {
		text.WriteString("     - " + line + ".\n")
	}
	return text.String()
}

// triedVariables says what each source of the environment lacks, in order. It is called when none is complete.
func triedVariables(env Environment) []string {
	const within = "\n       "
	names := func(argument string) string { return strings.Join(variableNames(argument), ", ") }
	keys := names("access_key") + within + "with " + names("secret_key") + ": not set"
	if _, token := env.first("security_token"); token != "" {
		keys += ";" + within + token + " is set, but a token alone is no credential"
	}
	missing := func(argument string) string {
		if _, name := env.first(argument); name != "" {
			return name + " is set, but " + env.switches().CurrentProfileDisabled + " switches profiles off"
		}
		return names(argument) + ": not set"
	}
	lines := []string{keys}
	for _, argument := range []string{"profile", "credentials_uri", "ecs_role_name"} {
		lines = append(lines, missing(argument))
	}
	const block = assumeRoleWithOIDC
	oidc := names(block+".oidc_provider_arn") + " with " + names(block+".role_arn") + within +
		"and " + names(block+".oidc_token_file") + " or " + names(block+".oidc_token") + ": not set"
	if set, missing := oidcVariables(env); len(set) > 0 {
		oidc = strings.TrimSuffix(oidc, "not set") + "incomplete:" + within + notSet(missing)
	}
	lines = append(lines, oidc, missing("shared_credentials_file"))
	for _, sentence := range env.unused(changesCredentials) {
		lines = append(lines, strings.TrimSuffix(sentence, "."))
	}
	return lines
}

// notSet says that these variables are not set.
func notSet(names []string) string {
	if len(names) == 1 {
		return names[0] + " is not set"
	}
	return enumerate(names) + " are not set"
}
