package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.User;
import dev.postern.policy.PoliciesInForce;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/**
 * Groups, and who is in them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html">IAM user groups</a>
 */
interface GroupOperations extends IamOperations {
    int GROUPS_MAX = 300;
    int GROUPS_PER_USER_MAX = 10;

    @Override
    default CreateGroupResponse createGroup(CreateGroupRequest request) {
        return commit(call -> {
            requireFree(call, request.groupName(), null);
            if (call.all(Group.class).size() >= GROUPS_MAX) {
                throw IamCall.limitExceeded("Cannot exceed quota for GroupsPerAccount: " + GROUPS_MAX);
            }
            Group group = new Group(
                    call.scope(),
                    request.groupName(),
                    request.path() == null ? "/" : request.path(),
                    call.newId("AGPA"),
                    call.now(),
                    new TreeMap<>(),
                    List.of());
            return outcome(
                    Change.put(group),
                    CreateGroupResponse.builder().group(Shapes.group(group)).build());
        });
    }

    /** Names are unique whatever their case. */
    private static void requireFree(IamCall call, String name, @Nullable Group except) {
        for (Group group : call.all(Group.class)) {
            if (group.name().equalsIgnoreCase(name) && !group.equals(except)) {
                throw IamCall.alreadyExists("Group with name " + name + " already exists.");
            }
        }
    }

    @Override
    default GetGroupResponse getGroup(GetGroupRequest request) {
        return read(call -> {
            Group group = call.group(request.groupName());
            Page<User> page =
                    IamPage.of(request, call.members(group), User::name, request.marker(), request.maxItems());
            return GetGroupResponse.builder()
                    .group(Shapes.group(group))
                    .users(page.map(user -> Shapes.user(user, false)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default ListGroupsResponse listGroups(ListGroupsRequest request) {
        return read(call -> {
            String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
            List<Group> groups = call.all(Group.class).stream()
                    .filter(group -> group.path().startsWith(prefix))
                    .toList();
            Page<Group> page = IamPage.of(request, groups, Group::name, request.marker(), request.maxItems());
            return ListGroupsResponse.builder()
                    .groups(page.map(Shapes::group))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default ListGroupsForUserResponse listGroupsForUser(ListGroupsForUserRequest request) {
        return read(call -> {
            List<Group> groups = PoliciesInForce.groups(call.snapshot(), call.user(request.userName()))
                    .toList();
            Page<Group> page = IamPage.of(request, groups, Group::name, request.marker(), request.maxItems());
            return ListGroupsForUserResponse.builder()
                    .groups(page.map(Shapes::group))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    /** Members and policies stay: they know the group by its id, or are in it. */
    @Override
    default UpdateGroupResponse updateGroup(UpdateGroupRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            String name = request.newGroupName() == null ? group.name() : request.newGroupName();
            requireFree(call, name, group);
            Group renamed = group.withName(name, request.newPath() == null ? group.path() : request.newPath());
            return outcome(
                    Change.builder().remove(group).put(renamed).build(),
                    UpdateGroupResponse.builder().build());
        });
    }

    @Override
    default DeleteGroupResponse deleteGroup(DeleteGroupRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            if (!call.members(group).isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            if (!group.attachedPolicies().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must detach all policies first.");
            }
            if (!group.inlinePolicies().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must delete policies first.");
            }
            return outcome(Change.remove(group), DeleteGroupResponse.builder().build());
        });
    }

    /** Who is in it already stays so. */
    @Override
    default AddUserToGroupResponse addUserToGroup(AddUserToGroupRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            User user = call.user(request.userName());
            AddUserToGroupResponse done = AddUserToGroupResponse.builder().build();
            if (user.groups().contains(group.groupId())) {
                return outcome(Change.NONE, done);
            }
            if (user.groups().size() >= GROUPS_PER_USER_MAX) {
                throw IamCall.limitExceeded("Cannot exceed quota for GroupsPerUser: " + GROUPS_PER_USER_MAX);
            }
            List<String> groups = new ArrayList<>(user.groups());
            groups.add(group.groupId());
            return outcome(Change.put(user.withGroups(groups)), done);
        });
    }

    /** Who is not in it is no error on AWS either. */
    @Override
    default RemoveUserFromGroupResponse removeUserFromGroup(RemoveUserFromGroupRequest request) {
        return commit(call -> {
            Group group = call.group(request.groupName());
            User user = call.user(request.userName());
            List<String> left = user.groups().stream()
                    .filter(id -> !id.equals(group.groupId()))
                    .toList();
            return outcome(
                    left.equals(user.groups()) ? Change.NONE : Change.put(user.withGroups(left)),
                    RemoveUserFromGroupResponse.builder().build());
        });
    }
}
