// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
)

const codeInvalidRegion = "InvalidRegion.Format"

// CopiesFailed explains an error of a list of copies of an instance, which was asked for those in one destination; ""
// for all. It points at destination_region where that is the region that the API does not know. The API itself does not
// say which of the two it is.
func (d *Data) CopiesFailed(
	ctx context.Context, operation, region, instanceID, destination string, err error,
) diag.Diagnostics {
	if rds.ClassOf(err) == rds.ClassAbsent {
		return diag.Diagnostics{message.Also(d.NothingToRead(ctx, region, instanceID), tfdiag.Answer(err))}
	}
	var failed *rds.Error
	_, knowsSource := eligibility.LookupRegion(region)
	_, knowsDestination := eligibility.LookupRegion(destination)
	refused := errors.As(err, &failed) && failed.Code == codeInvalidRegion
	if !refused || !knowsSource || knowsDestination || destination == "" {
		return d.Failure(operation, Subject(region, instanceID), err)
	}
	return diag.Diagnostics{message.DestinationUnknown.Error(path.Root("destination_region"), fmt.Sprintf(
		"destination_region is %q, which the API does not know as a region. "+
			"Write the id of the region that the copies are in, or leave it out for those of every region.%s %s",
		destination, tfdiag.Suggestion(destination), tfdiag.Sentence(err)))}
}
